namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// A buffered stream whose next byte can be looked at and that counts what was read, for libraries that read byte by byte and take
/// a read that does not fill their buffer for the end.
/// </summary>
internal sealed class PeekableStream(Stream inner, int bufferSize) : ReadOnlyStream
{
    private readonly byte[] _buffer = new byte[bufferSize];
    private long _position;
    private int _start;
    private int _end;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>The next byte, or -1 at the end.</summary>
    public int Peek() => Fill() ? _buffer[_start] : -1;

    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length && Fill())
        {
            int count = Math.Min(buffer.Length - total, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer[total..]);
            _start += count;
            total += count;
        }

        _position += total;
        return total;
    }

    public override int ReadByte()
    {
        if (!Fill())
        {
            return -1;
        }

        _position++;
        return _buffer[_start++];
    }

    private bool Fill()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = inner.Read(_buffer);
        }

        return _end > _start;
    }
}
