using System.Buffers.Binary;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Where the sections of a zstd:chunked blob lie, in its last 64 bytes and in its descriptor's annotations
/// (https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/internal/minimal/compression.go). Offsets are those of the sections'
/// own bytes, behind the headers of the skippable frames that hold them.
/// </summary>
public readonly record struct ChunkedFooter
{
    /// <summary>Its size in bytes.</summary>
    public const int Size = 64;

    private const int TocType = 1;
    private const string Prefix = "io.github.containers.zstd-chunked.";

    private static ReadOnlySpan<byte> Magic => "GNUlInUx"u8;

    public required long TocOffset { get; init; }

    public required long TocLength { get; init; }

    public required long TocUncompressedLength { get; init; }

    public required long TarSplitOffset { get; init; }

    public required long TarSplitLength { get; init; }

    public required long TarSplitUncompressedLength { get; init; }

    /// <summary>Writes the footer's bytes, all numbers little endian.</summary>
    public void WriteTo(Span<byte> destination)
    {
        ReadOnlySpan<long> numbers =
            [TocOffset, TocLength, TocUncompressedLength, TocType, TarSplitOffset, TarSplitLength, TarSplitUncompressedLength];
        foreach (long number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(destination, number);
            destination = destination[sizeof(long)..];
        }

        Magic.CopyTo(destination);
    }

    /// <summary>Adds the annotations that say the same, and the digest of the compressed table of contents.</summary>
    public void Annotate(IDictionary<string, string> annotations, Digest tocDigest)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        annotations[Prefix + "manifest-checksum"] = tocDigest.ToString();
        annotations[Prefix + "manifest-position"] = $"{TocOffset}:{TocLength}:{TocUncompressedLength}:{TocType}";
        annotations[Prefix + "tarsplit-position"] = $"{TarSplitOffset}:{TarSplitLength}:{TarSplitUncompressedLength}";
    }
}
