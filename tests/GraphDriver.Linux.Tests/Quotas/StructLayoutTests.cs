using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GraphDriver.Linux.Quotas;

namespace GraphDriver.Linux.Tests.Quotas;

/// <summary>The layouts of the kernel's headers (linux/fs.h, linux/dqblk_xfs.h) for x86-64.</summary>
public sealed class StructLayoutTests
{
    [Theory]
    [InlineData(nameof(FsAttributes.Flags), 0)]
    [InlineData(nameof(FsAttributes.ExtentSize), 4)]
    [InlineData(nameof(FsAttributes.Extents), 8)]
    [InlineData(nameof(FsAttributes.ProjectId), 12)]
    [InlineData(nameof(FsAttributes.CopyExtentSize), 16)]
    public void Fsxattr_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<FsAttributes>(field));

    [Theory]
    [InlineData(nameof(DiskQuota.Version), 0)]
    [InlineData(nameof(DiskQuota.Flags), 1)]
    [InlineData(nameof(DiskQuota.FieldMask), 2)]
    [InlineData(nameof(DiskQuota.Id), 4)]
    [InlineData(nameof(DiskQuota.BlockHardLimit), 8)]
    [InlineData(nameof(DiskQuota.BlockSoftLimit), 16)]
    [InlineData(nameof(DiskQuota.InodeHardLimit), 24)]
    [InlineData(nameof(DiskQuota.InodeSoftLimit), 32)]
    [InlineData(nameof(DiskQuota.Blocks), 40)]
    [InlineData(nameof(DiskQuota.Inodes), 48)]
    [InlineData(nameof(DiskQuota.InodeTimer), 56)]
    [InlineData(nameof(DiskQuota.InodeWarnings), 64)]
    [InlineData(nameof(DiskQuota.RealTimeHardLimit), 72)]
    [InlineData(nameof(DiskQuota.RealTimeTimer), 96)]
    public void Disk_quota_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<DiskQuota>(field));

    [Fact]
    public void Structs_have_the_kernels_sizes()
    {
        Assert.Equal(28, Unsafe.SizeOf<FsAttributes>());
        Assert.Equal(112, Unsafe.SizeOf<DiskQuota>());
        Assert.Equal(80, Unsafe.SizeOf<QuotaState>());
        Assert.Equal(2, Marshal.OffsetOf<QuotaState>(nameof(QuotaState.Flags)));
    }
}
