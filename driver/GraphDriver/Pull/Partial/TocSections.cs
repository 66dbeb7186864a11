using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Partial;

/// <summary>The table of contents and the tar-split of a zstd:chunked layer, as they came.</summary>
/// <param name="annotations">What the layer's descriptor says of them.</param>
/// <param name="tocBytes">The compressed table of contents.</param>
/// <param name="tarSplitBytes">The compressed tar-split.</param>
internal sealed class TocSections(ChunkedAnnotations annotations, ReadOnlyMemory<byte> tocBytes, ReadOnlyMemory<byte> tarSplitBytes)
{
    /// <summary>The digest of the table of contents, by which its bytes are proven.</summary>
    public Digest TocDigest => annotations.TocDigest;

    /// <summary>Reads the table of contents.</summary>
    /// <exception cref="InvalidDataException">It is another one, or malformed.</exception>
    public TableOfContents ReadToc()
    {
        using var json = annotations.Toc.Open(tocBytes, annotations.TocDigest, "the table of contents");
        return TableOfContents.ReadZstdChunked(json, annotations.ContentEnd);
    }

    /// <summary>The tar-split, decompressed.</summary>
    /// <exception cref="InvalidDataException">It is not the one that the table of contents names.</exception>
    public Stream OpenTarSplit(TableOfContents toc) => annotations.TarSplit!.Value.Open(tarSplitBytes, toc.TarSplitDigest, "the tar-split");
}
