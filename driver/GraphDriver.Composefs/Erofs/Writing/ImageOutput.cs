using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>The bytes of an image on their way out: buffered, counted and hashed.</summary>
internal sealed class ImageOutput(Stream stream, VerityHasher? hasher)
{
    private readonly byte[] _buffer = new byte[32 * ErofsFormat.BlockSize];
    private long _flushed;
    private int _used;

    public long Position => _flushed + _used;

    /// <summary>Room for a record of up to a block, to be filled at once and whole.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _used < size)
        {
            Flush();
        }

        _used += size;
        return _buffer.AsSpan(_used - size, size);
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        for (; data.Length > ErofsFormat.BlockSize; data = data[ErofsFormat.BlockSize..])
        {
            data[..ErofsFormat.BlockSize].CopyTo(Reserve(ErofsFormat.BlockSize));
        }

        data.CopyTo(Reserve(data.Length));
    }

    public void PadTo(long position)
    {
        while (Position < position)
        {
            Reserve((int)Math.Min(position - Position, ErofsFormat.BlockSize)).Clear();
        }
    }

    public void Align(int alignment) => PadTo(ErofsFormat.Align(Position, alignment));

    public void Flush()
    {
        hasher?.Append(_buffer.AsSpan(0, _used));
        stream.Write(_buffer, 0, _used);
        _flushed += _used;
        _used = 0;
    }
}
