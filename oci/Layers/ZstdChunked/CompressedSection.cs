using GraphDriver.Oci.Layers.Compression;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>A part of a zstd:chunked blob that is compressed as one: its table of contents or its tar-split.</summary>
/// <param name="Offset">Its first byte in the blob.</param>
/// <param name="Length">Its bytes in the blob.</param>
/// <param name="UncompressedLength">What they decompress to, in bytes.</param>
public readonly record struct CompressedSection(long Offset, long Length, long UncompressedLength)
{
    /// <summary>Where to fetch it.</summary>
    public BlobSection Section => new(Offset, Length);

    /// <summary>
    /// Proves <paramref name="bytes"/> against <paramref name="digest"/>, then gives what they decompress to. Reading throws
    /// <see cref="InvalidDataException"/> where that is no zstd, or longer or shorter than <see cref="UncompressedLength"/>.
    /// </summary>
    /// <param name="bytes">The section as it stands in the blob.</param>
    /// <param name="digest">The digest of <paramref name="bytes"/>.</param>
    /// <param name="subject">How errors name it, such as <c>table of contents</c>.</param>
    /// <exception cref="InvalidDataException">The bytes are others.</exception>
    public Stream Open(ReadOnlyMemory<byte> bytes, Digest digest, string subject)
    {
        using var hasher = digest.CreateHasher();
        hasher.AppendData(bytes.Span);
        var hash = hasher.GetHashAndReset();
        if (bytes.Length != Length || !digest.Matches(hash))
        {
            throw new InvalidDataException(
                $"{subject}: it has {bytes.Length} bytes with the digest {digest.Algorithm}:{Convert.ToHexStringLower(hash)}, not {Length} with {digest}");
        }

        var decoded = LayerDecompressor.Open(new MemoryReader(bytes), subject, out var compression);
        return compression == LayerCompression.Zstd ? new ExactStream(decoded, UncompressedLength, subject)
            : throw new InvalidDataException($"{subject}: it is not compressed by zstd");
    }
}
