namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// Reads a tar stream entry by entry, forward only: V7, ustar, PAX, GNU and star headers, long names, all sparse formats. It takes
/// and refuses what Go's archive/tar does, through which containers/storage reads layers; like there, the records of
/// global PAX headers are checked and have no effect. Every byte goes to the sink once, in order.
/// </summary>
/// <remarks>
/// Bytes that are no tar, a stream that ends within an entry, and entries that no layer may hold throw
/// <see cref="InvalidDataException"/>, after which the reader is of no more use. The reader does not own the stream.
/// </remarks>
public sealed class TarReader
{
    private const int BlockSize = TarHeader.Size;

    private readonly TarBuffer _buffer;
    private readonly ITarByteSink? _sink;
    private readonly TarEntryReader _entryReader;
    private long _payloadLeft;
    private int _padding;
    private bool _payloadIsRaw;
    private bool _ended;
    private bool _drained;

    public TarReader(Stream tar, ITarByteSink? raw = null)
    {
        ArgumentNullException.ThrowIfNull(tar);
        _buffer = new TarBuffer(tar);
        _sink = raw;
        _entryReader = new TarEntryReader(_buffer, raw);
    }

    /// <summary>
    /// The next entry, or null when the end marker was passed or the stream ended between two entries. What is left of the previous
    /// entry's payload is skipped.
    /// </summary>
    public TarEntry? ReadEntry()
    {
        if (_ended)
        {
            return null;
        }

        SkipPayload();
        TarEntry? entry = SkipPadding() ? _entryReader.Read() : null;
        if (entry is null)
        {
            _ended = true;
            _sink?.EndOfArchive();
            return null;
        }

        _payloadLeft = entry.StoredSize;
        _padding = PaddingOf(_payloadLeft);
        _payloadIsRaw = entry.SparseMap is not null;
        _sink?.Entry(entry.Name.Span, _payloadIsRaw ? 0 : _payloadLeft);
        return entry;
    }

    /// <summary>
    /// The next bytes of the current entry's stored data: of a sparse file the bytes of its segments one after the other. Fills
    /// <paramref name="buffer"/> unless the entry ends; 0 at its end.
    /// </summary>
    public int ReadPayload(Span<byte> buffer)
    {
        if (buffer.Length > _payloadLeft)
        {
            buffer = buffer[..(int)_payloadLeft];
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count = _buffer.Read(buffer);
        Account(buffer[..count]);
        return count == buffer.Length ? count : throw Truncated();
    }

    /// <summary>
    /// Reads to the end of the stream, past all entries that are left, and tells the sink. Padding after the end marker belongs to the
    /// layer's DiffID.
    /// </summary>
    public void Drain()
    {
        if (_drained)
        {
            return;
        }

        while (ReadEntry() is not null)
        {
        }

        for (ReadOnlySpan<byte> rest = _buffer.TakeSome(long.MaxValue); !rest.IsEmpty; rest = _buffer.TakeSome(long.MaxValue))
        {
            _sink?.Raw(rest);
        }

        _drained = true;
        _sink?.EndOfStream();
    }

    internal static int PaddingOf(long size) => (int)(-size & (BlockSize - 1));

    private void SkipPayload()
    {
        while (_payloadLeft > 0)
        {
            ReadOnlySpan<byte> bytes = _buffer.TakeSome(_payloadLeft);
            if (bytes.IsEmpty)
            {
                throw Truncated();
            }

            Account(bytes);
        }
    }

    private void Account(ReadOnlySpan<byte> payload)
    {
        _payloadLeft -= payload.Length;
        if (_payloadIsRaw)
        {
            _sink?.Raw(payload);
        }
        else
        {
            _sink?.Payload(payload);
        }
    }

    // A stream that ends within the last entry's padding is whole enough for Go's archive/tar.
    private bool SkipPadding()
    {
        if (_padding == 0)
        {
            return true;
        }

        ReadOnlySpan<byte> padding = _buffer.Take(_padding);
        _sink?.Raw(padding);
        bool complete = padding.Length == _padding;
        _padding = 0;
        return complete;
    }

    private InvalidDataException Truncated() =>
        new($"tar entry {ByteText.Quote(_entryReader.Current.Name.Span)}: the stream ends at byte {_buffer.Offset}, {_payloadLeft} bytes short");
}
