namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// The tar stream of a layer, put together from its tar-split and the content of its files, byte for byte as it was. What
/// containers/storage wrote is read as well as what <see cref="TarSplitWriter"/> did.
/// </summary>
/// <remarks>
/// Reading throws <see cref="InvalidDataException"/> where the tar-split is malformed or truncated, or where a file is not what the
/// layer had: its size and checksum are compared before anything that comes after it is handed out.
/// </remarks>
public sealed class TarSplitReader : ReadOnlyStream
{
    private readonly Stream _json;
    private readonly TarSplitLineReader _lines;
    private readonly Func<ReadOnlyMemory<byte>, Stream> _openFile;
    private readonly bool _isProvenElsewhere;
    private FileContent? _file;
    private int _segmentRead;

    /// <param name="tarSplit">The lines, compressed or not. The reader owns it.</param>
    /// <param name="openFile">
    /// Gives the content of the file of a name, which is that of the tar entry, not cleaned, and valid during the call. The reader disposes
    /// of what it gets. Not called for files without content.
    /// </param>
    /// <param name="isProvenElsewhere">
    /// The caller proves the whole tar by its digest before it believes any of it: a checksum of each file would tell nothing more. That a
    /// file is shorter is still found here.
    /// </param>
    public TarSplitReader(Stream tarSplit, Func<ReadOnlyMemory<byte>, Stream> openFile, bool isProvenElsewhere = false)
    {
        ArgumentNullException.ThrowIfNull(tarSplit);
        ArgumentNullException.ThrowIfNull(openFile);
        _json = LayerDecompressor.Open(tarSplit, "tar-split", out _);
        _lines = new TarSplitLineReader(_json);
        (_openFile, _isProvenElsewhere) = (openFile, isProvenElsewhere);
    }

    /// <summary>Fills <paramref name="buffer"/> unless the tar ends.</summary>
    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int count = ReadSome(buffer[total..]);
            if (count > 0)
            {
                total += count;
            }
            else if (!Next())
            {
                break;
            }
        }

        return total;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            _json.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadSome(Span<byte> buffer)
    {
        if (_file is not null)
        {
            return _file.Read(buffer);
        }

        if (_lines.Type != TarSplitEntryType.Segment)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = _lines.Segment[_segmentRead..];
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        _segmentRead += rest.Length;
        return rest.Length;
    }

    private bool Next()
    {
        _file?.Dispose();
        _file = null;
        if (!_lines.Read())
        {
            return false;
        }

        _segmentRead = 0;
        if (_lines.Type == TarSplitEntryType.File && _lines.Size > 0)
        {
            _file = new FileContent(_openFile(_lines.Name), _lines.Name, _lines.Size, _isProvenElsewhere ? null : _lines.Checksum);
        }

        return true;
    }
}
