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
    /// <param name="subject">How errors name it, such as <c>the table of contents</c>.</param>
    /// <exception cref="InvalidDataException">The bytes are others.</exception>
    public Stream Open(ReadOnlyMemory<byte> bytes, Digest digest, string subject) => throw new NotImplementedException();
}
