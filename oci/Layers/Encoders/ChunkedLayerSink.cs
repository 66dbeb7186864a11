using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>
/// Takes the bytes of a tar apart into frames: headers, and chunks of files. From the first entry on that no table of contents can carry,
/// or that podman would not take in one, all bytes go into frames of headers, which makes plain zstd of the layer.
/// </summary>
internal sealed class ChunkedLayerSink(FrameStream frames, TarSplitWriter tarSplit) : ITarByteSink
{
    private const int BlockSize = 512;

    private readonly ContentCutter _content = new(frames);
    private readonly NameSet _names = new();
    private int _announced;
    private long _headerLength;
    private bool _ended;

    /// <summary>Why there can be no table of contents; null where there can be one.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The entry that <see cref="TarReader.ReadEntry"/> gave. Its content follows.</summary>
    public void Begin(TarEntry entry)
    {
        Obstacle ??= Find(entry) is { } words ? $"{ByteText.Quote(entry.Name.Span)} {words}" : null;
        _announced = 0;
        _headerLength = 0;
        if (Obstacle is not null)
        {
            return;
        }

        var file = new ChunkedFile(entry);
        if (entry.Size == 0)
        {
            frames.AddEmpty(file);
            return;
        }

        CutHeaders();
        _content.Begin(file, entry.Size);
    }

    public void Entry(ReadOnlySpan<byte> name, long payloadSize)
    {
        _announced++;
        tarSplit.Entry(name, payloadSize);
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        tarSplit.Raw(bytes);
        _headerLength += bytes.Length;
        if (_ended && bytes.ContainsAnyExcept((byte)0))
        {
            Obstacle ??= "the tar is followed by other bytes than zeros";
        }

        AddHeaders(bytes);
    }

    public void Payload(ReadOnlySpan<byte> bytes)
    {
        tarSplit.Payload(bytes);
        if (_content.IsActive)
        {
            _content.Append(bytes);
        }
        else
        {
            AddHeaders(bytes);
        }
    }

    public void EndOfArchive()
    {
        _ended = true;
        tarSplit.EndOfArchive();
    }

    public void EndOfStream()
    {
        tarSplit.EndOfStream();
        CutHeaders();
        if (frames.TarSize % BlockSize != 0)
        {
            Obstacle ??= "the tar ends within a block";
        }
    }

    // podman compares each entry of the table of contents with a header in the tar-split, of which it expects one a segment.
    private string? Find(TarEntry entry) =>
        _announced > 1 ? "has a global PAX header before it"
            : _headerLength > TarSplitWriter.MaxSegmentSize ? "has very long headers"
            : !_names.Add(entry.Name.Span) ? "is there twice"
            : ChunkedFile.Obstacle(entry);

    private void AddHeaders(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[frames.Current.Append(bytes)..];
            if (Pending >= FrameBatch.MaxFrameLength)
            {
                frames.Cut(FrameBatch.MaxFrameLength);
            }
        }
    }

    private void CutHeaders()
    {
        if (Pending > 0)
        {
            frames.Cut(Pending);
        }
    }

    private int Pending => frames.Current.End - frames.Current.FrameStart;
}
