using System.Buffers.Text;
using GraphDriver.Oci.Layers.ZstdChunked;
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
    /// <summary>The footer's size in bytes; that of stargz has four fewer, which precede it here.</summary>
    public const int Size = 51;

    /// <summary>The annotation of a layer's descriptor with the digest of the table of contents, uncompressed.</summary>
    public const string DigestAnnotation = "containerd.io/snapshot/stargz/toc.digest";

    private const int StargzSize = 47;
    private const int HeaderSize = 10;
    private const int OffsetDigits = 16;

    private static ReadOnlySpan<byte> GzipHeader => [0x1F, 0x8B, 8, 4];

    private static ReadOnlySpan<byte> ExtraField => [26, 0, (byte)'S', (byte)'G', 22, 0];

    private static ReadOnlySpan<byte> StargzExtraField => [22, 0];

    private static ReadOnlySpan<byte> ExternalExtraField => [21, 0, (byte)'S', (byte)'G', 17, 0];

    // An empty stored block, the CRC and the size of nothing.
    private static ReadOnlySpan<byte> EmptyBody => [1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Where to fetch the table of contents.</summary>
    public BlobSection Section => new(TocOffset, TocLength);

    /// <summary>The digest that a layer's annotations give its table of contents; null where it is no eStargz layer.</summary>
    /// <exception cref="InvalidDataException">There is one, but it is no digest.</exception>
    public static Digest? FindDigest(Descriptor layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return !layer.Annotations.TryGetValue(DigestAnnotation, out var text) ? null
            : Digest.TryParse(text, out var digest) ? digest
            : throw new InvalidDataException($"layer {layer.Digest}: the annotation {DigestAnnotation} is '{text}', no digest");
    }

    /// <summary>Reads the last <see cref="Size"/> bytes of a blob of <paramref name="blobSize"/> bytes.</summary>
    /// <exception cref="InvalidDataException">They are no footer, or name a place outside of the blob or a table of contents beyond the limits.</exception>
    public static EStargzFooter Parse(ReadOnlySpan<byte> end, long blobSize, TocLimits? limits = null)
    {
        if (!TryParseOffset(end, ExtraField, out var offset, out var size) && !TryParseOffset(end[Math.Min(end.Length, Size - StargzSize)..], StargzExtraField, out offset, out size))
        {
            throw new InvalidDataException(end.IndexOf(ExternalExtraField) >= 0
                ? "the blob ends with a footer of eStargz whose table of contents is in another image, which is not supported"
                : "the blob does not end with a footer of eStargz");
        }

        var length = blobSize - size - offset;
        var most = (limits ?? TocLimits.Default).MaxCompressedSize;
        return offset > 0 && length > 0 && length <= most ? new EStargzFooter(offset, length)
            : throw new InvalidDataException($"the footer of the blob of {blobSize} bytes says that its table of contents begins at {offset}, which is outside, or more than {most} bytes");
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> footer, ReadOnlySpan<byte> extra, out long offset, out int size)
    {
        (offset, size) = (0, footer.Length);
        if (footer.Length != HeaderSize + extra.Length + OffsetDigits + "STARGZ".Length + EmptyBody.Length
            || !footer.StartsWith(GzipHeader) || !footer.EndsWith(EmptyBody) || !footer[HeaderSize..].StartsWith(extra))
        {
            return false;
        }

        var field = footer[(HeaderSize + extra.Length)..^EmptyBody.Length];
        return field.EndsWith("STARGZ"u8)
            && Utf8Parser.TryParse(field[..OffsetDigits], out offset, out var digits, 'x') && digits == OffsetDigits;
    }
}
