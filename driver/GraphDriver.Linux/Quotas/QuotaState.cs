using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Quotas;

/// <summary><c>struct fs_quota_stat</c> of linux/dqblk_xfs.h, of which only the flags are read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct QuotaState
{
    public const ushort ProjectLimits = 1 << 5; // FS_QUOTA_PDQ_ENFD

    public sbyte Version;
    public ushort Flags;
    public sbyte Padding;
    public RestArray Rest;

    [InlineArray(9)]
    internal struct RestArray
    {
        private ulong _first;
    }
}
