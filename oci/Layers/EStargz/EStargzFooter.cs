using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Layers.EStargz;

/// <summary>
/// The end of an eStargz blob (https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md#footer), or of the stargz
/// before it: an empty gzip member whose extra field says where the table of contents begins.
/// </summary>
/// <param name="TocOffset">The first byte of the gzip member with the table of contents, from the beginning of the blob.</param>
/// <param name="TocLength">From there to the footer.</param>
public readonly record struct EStargzFooter(long TocOffset, long TocLength)
{
    /// <summary>The footer's size in bytes; that of stargz has four fewer.</summary>
    public const int Size = 51;

    /// <summary>The annotation of a layer's descriptor with the digest of the table of contents, uncompressed.</summary>
    public const string DigestAnnotation = "containerd.io/snapshot/stargz/toc.digest";

    /// <summary>Where to fetch the table of contents.</summary>
    public BlobSection Section => new(TocOffset, TocLength);

    /// <summary>The digest that a layer's annotations give its table of contents; null where it is no eStargz layer.</summary>
    /// <exception cref="InvalidDataException">There is one, but it is no digest.</exception>
    public static Digest? FindDigest(Descriptor layer) => throw new NotImplementedException();

    /// <summary>Reads the last <see cref="Size"/> bytes of a blob of <paramref name="blobSize"/> bytes.</summary>
    /// <exception cref="InvalidDataException">They are no footer, or name a place outside of the blob.</exception>
    public static EStargzFooter Parse(ReadOnlySpan<byte> end, long blobSize) => throw new NotImplementedException();
}
