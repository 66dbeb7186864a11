using System.Globalization;
using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// What the descriptor of a zstd:chunked layer says of it, checked against the size of the blob. The digest of the table of contents
/// stands there alone, and all else is proven by it.
/// </summary>
public sealed record ChunkedAnnotations
{
    /// <summary>The digest of the compressed table of contents.</summary>
    public const string TocDigestKey = "io.github.containers.zstd-chunked.manifest-checksum";

    /// <summary>Where the table of contents lies: offset, length, uncompressed length, type (1), with colons between.</summary>
    public const string TocPositionKey = "io.github.containers.zstd-chunked.manifest-position";

    /// <summary>Where the tar-split lies: offset, length, uncompressed length.</summary>
    public const string TarSplitPositionKey = "io.github.containers.zstd-chunked.tarsplit-position";

    private const long TocType = 1;

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
    public static ChunkedAnnotations? Read(Descriptor layer, TocLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        limits ??= TocLimits.Default;
        if (!layer.Annotations.TryGetValue(TocDigestKey, out var text))
        {
            return null;
        }

        if (!Digest.TryParse(text, out var digest) || layer.Annotations.ContainsKey(EStargzFooter.DigestAnnotation))
        {
            throw new InvalidDataException($"layer {layer.Digest}: its annotation {TocDigestKey} is no digest, or beside it there is that of eStargz");
        }

        return new ChunkedAnnotations
        {
            TocDigest = digest,
            Toc = Section(layer, TocPositionKey, limits.MaxCompressedSize, limits.MaxTocSize, TocType)
                ?? throw new InvalidDataException($"layer {layer.Digest}: the annotation {TocPositionKey} is missing"),
            TarSplit = Section(layer, TarSplitPositionKey, limits.MaxCompressedSize, limits.MaxTarSplitSize, null),
        };
    }

    /// <summary>Adds the annotations that say this.</summary>
    public void WriteTo(IDictionary<string, string> annotations)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        annotations[TocDigestKey] = TocDigest.ToString();
        annotations[TocPositionKey] = $"{PositionOf(Toc)}:{TocType}";
        if (TarSplit is { } tarSplit)
        {
            annotations[TarSplitPositionKey] = PositionOf(tarSplit);
        }
    }

    private static string PositionOf(CompressedSection section) => string.Create(
        CultureInfo.InvariantCulture, $"{section.Offset}:{section.Length}:{section.UncompressedLength}");

    private static CompressedSection? Section(Descriptor layer, string key, long maxLength, long maxUncompressed, long? type)
    {
        if (!layer.Annotations.TryGetValue(key, out var text))
        {
            return null;
        }

        var fields = text.Split(':');
        var numbers = new long[type is null ? 3 : 4];
        if (fields.Length != numbers.Length || fields.Index().Any(field => !TryNumber(field.Item, out numbers[field.Index])) || (type is not null && numbers[3] != type))
        {
            throw new InvalidDataException($"layer {layer.Digest}: the annotation {key} is '{text}', not {numbers.Length} numbers{(type is null ? "" : $", of which the last is {type}")}");
        }

        var section = new CompressedSection(numbers[0], numbers[1], numbers[2]);
        if (section.Length > maxLength || section.UncompressedLength > maxUncompressed)
        {
            throw new InvalidDataException($"layer {layer.Digest}: the annotation {key}, '{text}', goes beyond the bound of {maxLength} bytes compressed, {maxUncompressed} uncompressed");
        }

        return section.Offset > 0 && section.Length > 0 && section.Length <= layer.Size - section.Offset ? section
            : throw new InvalidDataException($"layer {layer.Digest}: the annotation {key}, '{text}', lies outside of the blob of {layer.Size} bytes");
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
