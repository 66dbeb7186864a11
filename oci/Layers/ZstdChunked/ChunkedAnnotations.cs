using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// What the descriptor of a zstd:chunked layer says of it, checked against the size of the blob. The digest of the table of contents
/// stands there alone, and all else is proven by it.
/// </summary>
public sealed record ChunkedAnnotations
{
    /// <summary>The digest of the compressed table of contents.</summary>
    public required Digest TocDigest { get; init; }

    /// <summary>Where the table of contents lies.</summary>
    public required CompressedSection Toc { get; init; }

    /// <summary>Where the tar-split lies; null where there is none. Its digest stands in the table of contents.</summary>
    public CompressedSection? TarSplit { get; init; }

    /// <summary>The end of the part of the blob that files' content lies in.</summary>
    public long ContentEnd => Math.Min(Toc.Offset, TarSplit?.Offset ?? long.MaxValue);

    /// <summary>Reads a layer's annotations; null where they are not those of a zstd:chunked layer.</summary>
    /// <exception cref="InvalidDataException">They are, but malformed, outside of the blob, or beyond <paramref name="limits"/>; the annotation is named.</exception>
    public static ChunkedAnnotations? Read(Descriptor layer, TocLimits? limits = null) => throw new NotImplementedException();
}
