namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>What an entry of a table of contents describes.</summary>
public enum TocEntryType
{
    RegularFile,
    HardLink,
    SymbolicLink,
    Directory,
    CharacterDevice,
    BlockDevice,
    Fifo,

    /// <summary>One more chunk of the regular file before it: a name and a <see cref="TocChunk"/> alone.</summary>
    Chunk,
}
