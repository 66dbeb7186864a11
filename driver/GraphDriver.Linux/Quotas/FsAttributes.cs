using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Quotas;

/// <summary><c>struct fsxattr</c> of linux/fs.h: what a file system keeps of a file beside its status.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FsAttributes
{
    /// <summary>FS_XFLAG_PROJINHERIT: what is made in the directory belongs to its project.</summary>
    public const uint InheritProject = 0x200;

    public uint Flags;
    public uint ExtentSize;
    public uint Extents;
    public uint ProjectId;
    public uint CopyExtentSize;
    public PaddingArray Padding;

    [InlineArray(8)]
    internal struct PaddingArray
    {
        private byte _first;
    }
}
