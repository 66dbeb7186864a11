using System.Runtime.ExceptionServices;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// A blob whose first bytes were read to look at them. It remembers what reading the blob threw, so that a failed
/// connection is not taken for bad bytes.
/// </summary>
internal sealed class BlobSource : ReadOnlyStream
{
    private readonly Stream _blob;
    private readonly byte[] _prefix;
    private int _prefixRead;
    private ExceptionDispatchInfo? _failure;

    public BlobSource(Stream blob, ReadOnlySpan<byte> prefix)
    {
        _blob = blob;
        _prefix = prefix.ToArray();
    }

    public override int Read(Span<byte> buffer)
    {
        int left = _prefix.Length - _prefixRead;
        if (left > 0)
        {
            int count = Math.Min(left, buffer.Length);
            _prefix.AsSpan(_prefixRead, count).CopyTo(buffer);
            _prefixRead += count;
            return count;
        }

        try
        {
            return _blob.Read(buffer);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    /// <summary>Throws again what reading the blob threw, if it threw.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blob.Dispose();
        }

        base.Dispose(disposing);
    }
}
