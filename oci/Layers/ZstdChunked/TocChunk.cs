using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Where a file's content, or one part of it, lies in the blob of a layer with a table of contents. In the JSON, size and digest are only
/// given for a file that is cut into several chunks; the first one stands in the file's own entry. A <see cref="TocFile"/> has them all.
/// </summary>
public readonly record struct TocChunk
{
    /// <summary>The first byte of the chunk's zstd frame or gzip member, from the beginning of the blob.</summary>
    public long Offset { get; init; }

    /// <summary>
    /// In the JSON: in the file's own entry, the byte after the frame of the file's last chunk. In a <see cref="TocFile"/>: the byte
    /// after the range that holds the chunk, which may be followed there by what does not belong to it (eStargz says where members begin, not
    /// where they end).
    /// </summary>
    public long EndOffset { get; init; }

    /// <summary>The chunk's size in bytes, uncompressed.</summary>
    public long Size { get; init; }

    /// <summary>The chunk's first byte in the file.</summary>
    public long ContentOffset { get; init; }

    /// <summary>The SHA-256 of the chunk, uncompressed.</summary>
    public ContentHash Hash { get; init; }

    /// <summary><see cref="Hash"/> as a digest.</summary>
    public Digest Digest
    {
        get => Hash.ToDigest();
        init => Hash = ContentHash.From(value);
    }

    /// <summary>Whether the chunk holds nothing but zeros; its range may then be empty, and need not be read.</summary>
    public bool IsZeros { get; init; }
}
