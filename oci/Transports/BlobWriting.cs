using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports;

/// <summary>Runs what writes a blob and may block while it does: on a thread of its own, so that none is missed elsewhere.</summary>
internal static class BlobWriting
{
    public static Task<Descriptor> RunAsync(Func<Stream, Descriptor> write, Stream target, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => write(target), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
