using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>The table of contents and the tar-split of a zstd:chunked layer, as they came.</summary>
/// <param name="annotations">What the layer's descriptor says of them.</param>
/// <param name="bytes">What <see cref="In"/> gave, fetched.</param>
internal sealed class TocSections(ChunkedAnnotations annotations, IReadOnlyList<byte[]> bytes)
{
    /// <summary>The digest of the table of contents, by which its bytes are proven.</summary>
    public Digest TocDigest => annotations.TocDigest;

    /// <summary>Where both lie, in the order of the blob.</summary>
    /// <exception cref="InvalidDataException">They lie over each other.</exception>
    public static IReadOnlyList<BlobSection> In(ChunkedAnnotations annotations)
    {
        var (toc, tarSplit) = (annotations.Toc.Section, annotations.TarSplit!.Value.Section);
        var (first, second) = IsTocFirst(annotations) ? (toc, tarSplit) : (tarSplit, toc);
        return first.End <= second.Offset ? [first, second] : throw new InvalidDataException("its table of contents and its tar-split lie over each other");
    }

    /// <summary>Reads the table of contents.</summary>
    /// <exception cref="InvalidDataException">It is another one, or malformed.</exception>
    public TableOfContents ReadToc()
    {
        using var json = annotations.Toc.Open(bytes[IsTocFirst(annotations) ? 0 : 1], annotations.TocDigest, "the table of contents");
        return TableOfContents.ReadZstdChunked(json, annotations.ContentEnd);
    }

    /// <summary>The tar-split, decompressed.</summary>
    /// <exception cref="InvalidDataException">It is not the one that the table of contents names.</exception>
    public Stream OpenTarSplit(TableOfContents toc) =>
        annotations.TarSplit!.Value.Open(bytes[IsTocFirst(annotations) ? 1 : 0], toc.TarSplitDigest, "the tar-split");

    private static bool IsTocFirst(ChunkedAnnotations annotations) => annotations.Toc.Offset <= annotations.TarSplit!.Value.Offset;
}
