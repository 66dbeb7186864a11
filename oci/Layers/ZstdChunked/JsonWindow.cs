namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>The part of a JSON stream that is looked at: from the first byte that is not taken yet, as much as the largest value needs.</summary>
internal sealed class JsonWindow(Stream json, TocLimits limits)
{
    private const int FirstSize = 64 << 10;

    private byte[] _buffer = new byte[Math.Min(FirstSize, limits.MaxEntrySize)];
    private int _start;
    private int _end;
    private long _read;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the stream has nothing more.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Moves the beginning on.</summary>
    public void Take(int count) => _start += count;

    /// <summary>Reads more.</summary>
    /// <param name="entries">How many entries were read, for the message.</param>
    /// <exception cref="InvalidDataException">One value or all of the JSON goes beyond its limit.</exception>
    public void Grow(int entries)
    {
        var rest = _end - _start;
        if (rest >= limits.MaxEntrySize)
        {
            throw new InvalidDataException($"table of contents: after entry {entries} there is one of more than {limits.MaxEntrySize} bytes");
        }

        var old = _buffer;
        if (rest == _buffer.Length)
        {
            _buffer = new byte[Math.Min(2L * rest, limits.MaxEntrySize)];
        }

        old.AsSpan(_start, rest).CopyTo(_buffer);
        (_start, _end) = (0, rest);
        var count = json.Read(_buffer, rest, _buffer.Length - rest);
        IsFinal = count == 0;
        _end += count;
        _read += count;
        if (_read > limits.MaxTocSize)
        {
            throw new InvalidDataException($"table of contents: it has more than {limits.MaxTocSize} bytes");
        }
    }
}
