using System.IO.Compression;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// Writes what containers/storage keeps beside a layer as "LAYER.tar-split.gz": all bytes of its tar but the files' content, so
/// that the tar can be put together again byte for byte (https://github.com/vbatts/tar-split). The uncompressed lines are
/// those of tar-split itself wherever tar-split can put the tar together again.
/// </summary>
/// <remarks>
/// Four things it does in its own way, so that both it and tar-split can: the stored bytes of sparse files are segments; an
/// entry without content whose name was there before has no line of its own; an entry that has a size but by its type no
/// content counts as empty; and what there is of the last file's padding is kept. An entry with content whose name was there
/// before has a line, which tar-split would refuse: see <see cref="HasRepeatedNames"/>.
/// </remarks>
public sealed class TarSplitWriter : ITarByteSink, IDisposable
{
    internal const int TrailingSegmentSize = 1 << 20;
    internal const int MaxSegmentSize = 4 << 20;

    private readonly GZipStream? _gzip;
    private readonly TarSplitLineWriter _lines;
    private readonly NameSet _names = new();
    private readonly ByteField _segment = new();
    private readonly ByteField _name = new();
    private int _segmentSize = MaxSegmentSize;
    private long _size;
    private long _payloadLeft;
    private ulong _checksum;

    /// <param name="output">Gets the gzip stream, and stays open.</param>
    /// <param name="compress">False where <paramref name="output"/> is to get the lines as they are.</param>
    public TarSplitWriter(Stream output, bool compress = true)
    {
        ArgumentNullException.ThrowIfNull(output);
        _gzip = compress ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true) : null;
        _lines = new TarSplitLineWriter(_gzip ?? output);
    }

    /// <summary>The position of the line of the current entry, if it has content: what <see cref="TarSplitEmbedder"/> knows it by.</summary>
    public int FilePosition { get; private set; }

    /// <summary>
    /// An entry with content had the name of an earlier entry. The content of the earlier one cannot be found by its name any more:
    /// the result must be passed through <see cref="TarSplitEmbedder"/>.
    /// </summary>
    public bool HasRepeatedNames { get; private set; }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, _segmentSize - _segment.Length);
            _segment.Append(bytes[..count]);
            bytes = bytes[count..];
            if (_segment.Length == _segmentSize)
            {
                FlushSegment();
            }
        }
    }

    public void Entry(ReadOnlySpan<byte> name, long payloadSize)
    {
        FlushSegment();
        bool isNew = _names.Add(name);
        FilePosition = _lines.Position;
        _size = _payloadLeft = payloadSize;
        _checksum = 0;
        if (payloadSize > 0)
        {
            HasRepeatedNames |= !isNew;
            _name.Set(name);
        }
        else if (isNew)
        {
            _lines.WriteFile(name, 0, 0);
        }
    }

    public void Payload(ReadOnlySpan<byte> bytes)
    {
        _checksum = Crc64.Append(_checksum, bytes);
        _payloadLeft -= bytes.Length;
        if (_payloadLeft == 0)
        {
            _lines.WriteFile(_name.Span, _size, _checksum);
        }
    }

    public void EndOfArchive()
    {
        FlushSegment();
        _segmentSize = TrailingSegmentSize;
    }

    /// <summary>
    /// Writes what is left and ends the gzip stream. A writer that is disposed of before leaves a result that is of no use.
    /// </summary>
    public void EndOfStream()
    {
        FlushSegment();
        _lines.Flush();
        _gzip?.Dispose();
    }

    public void Dispose() => _gzip?.Dispose();

    private void FlushSegment()
    {
        if (!_segment.IsEmpty)
        {
            _lines.WriteSegment(_segment.Span);
            _segment.Clear();
        }
    }
}
