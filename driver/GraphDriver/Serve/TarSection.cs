using System.Buffers;
using GraphDriver.Oci.Layers;

namespace GraphDriver.Serve;

/// <summary>A part of a tar stream that can only be read from its beginning. One that reaches to the end also reads the end, where the stream proves itself.</summary>
/// <param name="tar">The stream; owned.</param>
/// <param name="offset">How many bytes are passed over.</param>
/// <param name="length">How many there are then.</param>
internal sealed class TarSection(Stream tar, long offset, long length) : ReadOnlyStream
{
    private const int BufferSize = 256 << 10;

    private long _toSkip = offset;
    private long _left = length;

    public override int Read(Span<byte> buffer)
    {
        Skip();
        if (_left == 0 && !buffer.IsEmpty)
        {
            return 0;
        }

        var count = tar.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= count;
        if (_left == 0 && count > 0)
        {
            Span<byte> end = stackalloc byte[1];
            _ = tar.Read(end);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tar.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Skip()
    {
        if (_toSkip == 0)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        for (int count; _toSkip > 0 && (count = tar.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, _toSkip)))) > 0;)
        {
            _toSkip -= count;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
