namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>Where an inode's data is (<c>EROFS_INODE_*</c>).</summary>
internal enum DataLayout
{
    /// <summary>In blocks of its own.</summary>
    FlatPlain = 0,

    /// <summary>In blocks of its own, the last part behind the inode.</summary>
    FlatInline = 2,

    /// <summary>In chunks whose addresses stand behind the inode.</summary>
    ChunkBased = 4,
}
