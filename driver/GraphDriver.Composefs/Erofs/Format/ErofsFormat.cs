namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>
/// Sizes, offsets and magics of EROFS, as the kernel's <c>fs/erofs/erofs_fs.h</c> has them, and of the header that composefs puts before it
/// (https://erofs.docs.kernel.org/en/latest/ondisk/core_ondisk.html).
/// </summary>
internal static class ErofsFormat
{
    public const int BlockBits = 12;
    public const int BlockSize = 1 << BlockBits;

    /// <summary>Inodes start at multiples of this; an inode's number (nid) is its offset divided by it.</summary>
    public const int SlotSize = 32;

    public const int SuperblockOffset = 1024;
    public const uint SuperblockMagic = 0xE0F5E1E2;

    public const uint FeatureMtime = 0x2;
    public const uint FeatureXattrFilter = 0x4;

    public const int XattrAlignment = 4;
    public const int SharedXattrIdSize = 4;

    /// <summary>The most shared attributes that the C tool refers to from one inode.</summary>
    public const int MaxSharedXattrs = 128;

    /// <summary>The block address of a chunk of zeros.</summary>
    public const uint NullAddress = 0xFFFFFFFF;

    public const int ChunkAddressSize = 4;

    public const int MaxSymlinkTarget = 4095;
    public const int MaxXattrName = 255;
    public const int MaxXattrValue = ushort.MaxValue;

    /// <summary>The most bytes of content that a composefs image holds inline.</summary>
    public const int MaxInlineContent = 5000;

    public static long Align(long value, int alignment) => (value + alignment - 1) & -(long)alignment;
}
