using GraphDriver.Oci.Layers;
using GraphDriver.Pull;

namespace GraphDriver.Push;

/// <summary>The tar stream of a layer's blob. Its end is handed out when the blob has been read, and so proven, to its own end.</summary>
internal sealed class BlobTar : ReadOnlyStream
{
    private readonly Stream _blob;
    private readonly Stream _tar;

    /// <param name="blob">The blob, which proves itself; owned.</param>
    /// <param name="read">Hears how many bytes of it are read.</param>
    public BlobTar(Stream blob, Action<int> read)
    {
        _blob = new CountingStream(blob, read);
        try
        {
            _tar = LayerDecompressor.Open(_blob, out _);
        }
        catch
        {
            _blob.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var count = _tar.Read(buffer);
        if (count == 0 && !buffer.IsEmpty)
        {
            Span<byte> rest = stackalloc byte[4096];
            while (_blob.Read(rest) > 0)
            {
            }
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tar.Dispose();
        }

        base.Dispose(disposing);
    }
}
