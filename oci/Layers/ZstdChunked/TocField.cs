namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>The fields of an entry that say something to us.</summary>
internal enum TocField
{
    /// <summary>Any other one.</summary>
    Unknown,
    Type,
    Name,
    LinkName,
    Mode,
    Size,
    Uid,
    Gid,
    ModTime,
    DevMajor,
    DevMinor,
    Xattrs,
    Digest,
    Offset,
    EndOffset,
    InnerOffset,
    ChunkSize,
    ChunkOffset,
    ChunkDigest,
    ChunkType,
}
