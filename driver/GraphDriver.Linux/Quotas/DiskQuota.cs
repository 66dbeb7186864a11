using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Quotas;

/// <summary><c>struct fs_disk_quota</c> of linux/dqblk_xfs.h: limits and use of one id. Blocks are of 512 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DiskQuota
{
    public const sbyte CurrentVersion = 1; // FS_DQUOT_VERSION
    public const sbyte ProjectFlag = 2; // FS_PROJ_QUOTA
    public const ushort LimitFields = 1 | 2 | 4 | 8; // FS_DQ_ISOFT, FS_DQ_IHARD, FS_DQ_BSOFT, FS_DQ_BHARD
    public const long BlockSize = 512;

    public sbyte Version;
    public sbyte Flags;
    public ushort FieldMask;
    public uint Id;
    public ulong BlockHardLimit;
    public ulong BlockSoftLimit;
    public ulong InodeHardLimit;
    public ulong InodeSoftLimit;
    public ulong Blocks;
    public ulong Inodes;
    public int InodeTimer;
    public int BlockTimer;
    public ushort InodeWarnings;
    public ushort BlockWarnings;
    public int HighTimers;
    public ulong RealTimeHardLimit;
    public ulong RealTimeSoftLimit;
    public ulong RealTimeBlocks;
    public int RealTimeTimer;
    public ushort RealTimeWarnings;
    public short Padding;
    public PaddingArray MorePadding;

    [InlineArray(8)]
    internal struct PaddingArray
    {
        private byte _first;
    }
}
