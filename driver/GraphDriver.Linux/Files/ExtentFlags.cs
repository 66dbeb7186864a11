namespace GraphDriver.Linux.Files;

/// <summary><c>FIEMAP_EXTENT_*</c> of linux/fiemap.h.</summary>
[Flags]
public enum ExtentFlags : uint
{
    None = 0,

    /// <summary>The last of the file.</summary>
    Last = 0x1,

    /// <summary>It has no place on the disk yet, or none that can be told.</summary>
    Unknown = 0x2,

    /// <summary>Waits to be written; it has no place yet.</summary>
    Delayed = 0x4,

    /// <summary>The data is compressed or otherwise encoded there.</summary>
    Encoded = 0x8,

    /// <summary>The data lies in the file system's own metadata.</summary>
    Inline = 0x200,

    /// <summary>Reserved, and reads as zeros.</summary>
    Unwritten = 0x800,

    /// <summary>Another file, or another place of this one, lies in the same blocks.</summary>
    Shared = 0x2000,
}
