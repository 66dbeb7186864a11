using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Parts;

/// <summary>The table of contents of a zstd:chunked layer that comes whole, caught as it passes: it says where the chunks of large files are.</summary>
internal sealed class StreamedToc
{
    // That of a layer with a million files: more is not kept for what is only a hint.
    private const long MaximumLength = 64 << 20;

    private readonly ChunkedAnnotations _annotations;
    private readonly byte[] _bytes;
    private long _position;
    private Task<TableOfContents?>? _reading;

    private StreamedToc(ChunkedAnnotations annotations)
    {
        _annotations = annotations;
        _bytes = new byte[annotations.Toc.Length];
    }

    /// <summary>Of a blob that says that it has one; else null.</summary>
    public static StreamedToc? Of(Descriptor? blob)
    {
        try
        {
            return blob is not null && ChunkedAnnotations.Read(blob) is { Toc.Length: <= MaximumLength } annotations ? new StreamedToc(annotations) : null;
        }
        catch (InvalidDataException)
        {
            // The blob comes whole: what its annotations say of parts is of no consequence.
            return null;
        }
    }

    /// <summary>What has to see the blob's bytes. The table is read beside the rest of the pull when all of it is there.</summary>
    public ReadAheadStream.ChunkObserver Observer => See;

    /// <summary>Notes the chunks that the layer has, which is proven; nothing where there is no sound table.</summary>
    public void AddChunks(IndexRecords index)
    {
        if (_reading?.GetAwaiter().GetResult() is { } toc)
        {
            TocChunks.Add(index, toc);
        }
    }

    private void See(ReadOnlySpan<byte> bytes)
    {
        var section = _annotations.Toc.Section;
        var (from, to) = (Math.Max(section.Offset - _position, 0), Math.Min(section.End - _position, bytes.Length));
        if (from < to)
        {
            bytes[(int)from..(int)to].CopyTo(_bytes.AsSpan((int)(_position + from - section.Offset)));
        }

        _position += bytes.Length;
        if (_reading is null && _position >= section.End)
        {
            _reading = Task.Run(TryRead);
        }
    }

    private TableOfContents? TryRead()
    {
        try
        {
            using var json = _annotations.Toc.Open(_bytes, _annotations.TocDigest, "the table of contents");
            return TableOfContents.ReadZstdChunked(json, _annotations.ContentEnd);
        }
        catch (InvalidDataException)
        {
            // Without it chunks are not found, which costs bytes, never a wrong file.
            return null;
        }
    }
}
