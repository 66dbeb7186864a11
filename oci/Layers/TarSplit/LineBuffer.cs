namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>Cuts a stream into lines of bounded length.</summary>
internal sealed class LineBuffer(Stream stream)
{
    // Other writers have no bound of their own; headers and padding come nowhere near it.
    private const int MaxLineLength = 64 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line taken last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end, valid until the one after it; false at the end of the stream.</summary>
    public bool Take(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        while (true)
        {
            int end = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (end >= 0 || _ended)
            {
                int length = end >= 0 ? searched + end - _start : _end - _start;
                line = _buffer.AsSpan(_start, length);
                _start += Math.Min(length + 1, _end - _start);
                Number++;
                return end >= 0 || length > 0;
            }

            searched = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineLength)
            {
                throw new InvalidDataException($"tar-split line {Number + 1}: longer than {MaxLineLength} bytes");
            }

            Array.Resize(ref _buffer, 2 * _end);
        }

        int count = stream.Read(_buffer.AsSpan(_end));
        _ended = count == 0;
        _end += count;
    }
}
