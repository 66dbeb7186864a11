namespace GraphDriver.Composefs.Tree;

/// <summary>The type of a file as <c>S_IFMT</c> holds it (inode(7)); the values are the bits themselves.</summary>
public enum FileType : uint
{
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    RegularFile = 0x8000,
    SymbolicLink = 0xA000,
    Socket = 0xC000,
}
