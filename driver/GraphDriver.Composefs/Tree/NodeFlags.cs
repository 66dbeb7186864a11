namespace GraphDriver.Composefs.Tree;

[Flags]
internal enum NodeFlags : byte
{
    None = 0,

    /// <summary>The node was added to a directory once: one more name is a hard link.</summary>
    Named = 1,

    /// <summary>The node was added to directories more than once.</summary>
    Linked = 2,

    HasLinkCount = 4,
    HasVerity = 8,
    HasObject = 16,
    Opaque = 32,

    /// <summary>
    /// A dump gave this device, fifo or socket a size of over 32 bits. mkcomposefs drops the size, but the inode is an extended one.
    /// </summary>
    OversizedSpecialFile = 64,

    /// <summary>One of the whiteouts that the writer adds to a stand-alone image.</summary>
    RootStub = 128,
}
