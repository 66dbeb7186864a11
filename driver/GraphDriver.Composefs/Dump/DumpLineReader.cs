namespace GraphDriver.Composefs.Dump;

/// <summary>Cuts a stream into lines without their newlines; a line is valid until the next.</summary>
internal sealed class DumpLineReader(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line read last ended in a newline.</summary>
    public bool HasNewline { get; private set; }

    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0 || _atEnd)
            {
                return TakeLine(newline < 0 ? -1 : searched + newline, out line);
            }

            searched = _end - _start;
            Fill();
        }
    }

    private bool TakeLine(int length, out ReadOnlySpan<byte> line)
    {
        HasNewline = length >= 0;
        line = _buffer.AsSpan(_start, HasNewline ? length : _end - _start);
        _start += line.Length + (HasNewline ? 1 : 0);
        var isLine = HasNewline || !line.IsEmpty;
        Number += isLine ? 1 : 0;
        return isLine;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end > DumpReader.MaxLineLength)
            {
                throw new InvalidDataException($"dump line {Number + 1}: the line is longer than {DumpReader.MaxLineLength} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
    }
}
