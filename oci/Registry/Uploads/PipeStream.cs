using System.IO.Pipelines;

namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>
/// The writing end of an upload for a writer that blocks: it waits while the registry does not keep up, and fails where the upload has.
/// </summary>
internal sealed class PipeStream(PipeWriter writer, Task upload) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The upload has failed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var rest = buffer;
        while (!rest.IsEmpty)
        {
            var target = writer.GetSpan();
            var count = Math.Min(target.Length, rest.Length);
            rest[..count].CopyTo(target);
            writer.Advance(count);
            rest = rest[count..];
            Push();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Push()
    {
        var flush = writer.FlushAsync(CancellationToken.None);
        var result = flush.IsCompletedSuccessfully ? flush.Result : flush.AsTask().GetAwaiter().GetResult();
        if (!result.IsCompleted)
        {
            return;
        }

        // The reader went away: the upload says why.
        upload.GetAwaiter().GetResult();
        throw new IOException("the registry answered before the blob was whole");
    }
}
