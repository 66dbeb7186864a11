using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Where a file's content, or one part of it, lies in a zstd:chunked blob. Size and digest are only given for a file that is
/// cut into several chunks; the first one stands in the file's own entry.
/// </summary>
public readonly record struct TocChunk
{
    /// <summary>The first byte of the chunk's zstd frame, from the beginning of the blob.</summary>
    public long Offset { get; init; }

    /// <summary>In the file's own entry: the byte after the frame of the file's last chunk.</summary>
    public long EndOffset { get; init; }

    /// <summary>The chunk's size in bytes, uncompressed.</summary>
    public long Size { get; init; }

    /// <summary>The chunk's first byte in the file.</summary>
    public long ContentOffset { get; init; }

    /// <summary>The digest of the chunk, uncompressed.</summary>
    public Digest Digest { get; init; }

    /// <summary>Whether the chunk holds nothing but zeros.</summary>
    public bool IsZeros { get; init; }
}
