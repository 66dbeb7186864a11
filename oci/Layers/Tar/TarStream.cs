namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// A new tar as a stream to read: entries are asked for as it is read, so that one at a time is open and nothing is held. Sparse files
/// are written with all their zeros, as Go's archive/tar does.
/// </summary>
/// <remarks>
/// Reading throws what the entries and their contents throw, and <see cref="InvalidDataException"/> for an entry that no tar can hold
/// or whose content ends too early.
/// </remarks>
public sealed class TarStream : ReadOnlyStream
{
    private const int BlockSize = TarHeader.Size;

    private static readonly byte[] Zeros = new byte[2 * BlockSize];

    private readonly IEnumerator<TarStreamEntry> _entries;
    private readonly TarHeaderWriter _headers = new();
    private ReadOnlyMemory<byte> _ready;
    private TarStreamEntry _entry;
    private long _contentLeft;
    private int _padding;
    private bool _isEnded;

    /// <param name="entries">The entries in their order; enumerated once.</param>
    public TarStream(IEnumerable<TarStreamEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = entries.GetEnumerator();
    }

    /// <summary>Fills <paramref name="buffer"/> unless the tar ends.</summary>
    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length && HasMore())
        {
            total += ReadSome(buffer[total..]);
        }

        return total;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _entry.Content?.Dispose();
            _entries.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Goes on to the next entry, or to the end marker, where the last one is written.</summary>
    private bool HasMore()
    {
        if (!_ready.IsEmpty || _contentLeft > 0 || _padding > 0)
        {
            return true;
        }

        _entry.Content?.Dispose();
        _entry = default;
        if (_isEnded)
        {
            return false;
        }

        if (_entries.MoveNext())
        {
            _entry = _entries.Current;
            _ready = _headers.Write(_entry.Description);
            _contentLeft = _entry.Description.Size;
            _padding = TarReader.PaddingOf(_contentLeft);
        }
        else
        {
            _ready = Zeros;
            _isEnded = true;
        }

        return true;
    }

    private int ReadSome(Span<byte> buffer)
    {
        if (!_ready.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _ready.Length);
            _ready.Span[..count].CopyTo(buffer);
            _ready = _ready[count..];
            return count;
        }

        if (_contentLeft > 0)
        {
            return ReadContent(buffer[..(int)Math.Min(buffer.Length, _contentLeft)]);
        }

        int padding = Math.Min(buffer.Length, _padding);
        buffer[..padding].Clear();
        _padding -= padding;
        return padding;
    }

    private int ReadContent(Span<byte> buffer)
    {
        int count = _entry.Content?.Read(buffer) ?? 0;
        _contentLeft -= count;
        return count > 0 ? count : throw new InvalidDataException(
            $"tar entry {ByteText.Quote(_entry.Description.Name.Span)}: its content ends {_contentLeft} bytes before its {_entry.Description.Size}");
    }
}
