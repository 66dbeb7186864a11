using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// Where the files of an image layout are written: a directory or an archive. New files have no name until
/// <see cref="Publish"/>; disposing without it leaves what was there as it was. May be used by several threads at once.
/// </summary>
internal interface IFileSink : IDisposable
{
    /// <summary>Whether there is, or was just written, a file of this path and size.</summary>
    bool Has(string path, long size);

    /// <summary>Begins a file.</summary>
    /// <param name="cancellationToken">Ends the wait for another file, where one is written after the other.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    Task<NewFile> CreateAsync(CancellationToken cancellationToken);

    /// <summary>Gives all files their names, and last of all writes <paramref name="path"/>.</summary>
    /// <param name="path">The file that leads to the others.</param>
    /// <param name="content">Makes its content from what it is now, null where there is none; nobody else changes it meanwhile.</param>
    /// <exception cref="IOException">A call failed.</exception>
    void Publish(string path, Func<byte[]?, byte[]> content);
}

/// <summary>What a file sink does for blobs.</summary>
internal static class FileSinkExtensions
{
    /// <summary>Writes a small file whole.</summary>
    public static async Task WriteAsync(this IFileSink sink, string path, byte[] content, CancellationToken cancellationToken)
    {
        using var file = await sink.CreateAsync(cancellationToken).ConfigureAwait(false);
        file.Content.Write(content);
        file.Complete(path);
    }

    /// <summary>Writes a blob whose size is known, whose stream proves its digest.</summary>
    /// <exception cref="InvalidDataException">It has another size.</exception>
    public static async Task WriteAsync(
        this IFileSink sink, string path, Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        await using var source = await open(cancellationToken).ConfigureAwait(false);
        using var file = await sink.CreateAsync(cancellationToken).ConfigureAwait(false);
        await Task.Run(() => Copy(source, file.Content, blob, cancellationToken), cancellationToken).ConfigureAwait(false);
        file.Complete(path);
    }

    /// <summary>Writes a blob whose digest is known when it is written.</summary>
    public static async Task<Descriptor> WriteAsync(
        this IFileSink sink, Func<Digest, string> pathOf, Func<Stream, Descriptor> write, CancellationToken cancellationToken)
    {
        using var file = await sink.CreateAsync(cancellationToken).ConfigureAwait(false);
        var blob = await BlobWriting.RunAsync(write, file.Content, cancellationToken).ConfigureAwait(false);
        file.Complete(pathOf(blob.Digest));
        return blob;
    }

    private static void Copy(Stream source, Stream target, Descriptor blob, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(1 << 20);
        long size = 0;
        for (int count; (count = source.Read(buffer)) > 0; size += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(buffer, 0, count);
        }

        if (size != blob.Size)
        {
            throw new InvalidDataException($"blob {blob.Digest}: expected {blob.Size} bytes, got {size}");
        }
    }
}
