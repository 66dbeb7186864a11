using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;

namespace GraphDriver.Linux.Tests.Files;

/// <summary>The layouts of the kernel's headers (linux/stat.h, linux/openat2.h, linux/fiemap.h, linux/mman.h, bits/fcntl.h) for x86-64.</summary>
public sealed class StructLayoutTests
{
    [Theory]
    [InlineData(nameof(StatxBuffer.Mask), 0)]
    [InlineData(nameof(StatxBuffer.Attributes), 8)]
    [InlineData(nameof(StatxBuffer.Nlink), 16)]
    [InlineData(nameof(StatxBuffer.Mode), 28)]
    [InlineData(nameof(StatxBuffer.Ino), 32)]
    [InlineData(nameof(StatxBuffer.Size), 40)]
    [InlineData(nameof(StatxBuffer.Blocks), 48)]
    [InlineData(nameof(StatxBuffer.AttributesMask), 56)]
    [InlineData(nameof(StatxBuffer.Atime), 64)]
    [InlineData(nameof(StatxBuffer.Btime), 80)]
    [InlineData(nameof(StatxBuffer.Ctime), 96)]
    [InlineData(nameof(StatxBuffer.Mtime), 112)]
    [InlineData(nameof(StatxBuffer.RdevMajor), 128)]
    [InlineData(nameof(StatxBuffer.DevMajor), 136)]
    [InlineData(nameof(StatxBuffer.MountId), 144)]
    public void Statx_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<StatxBuffer>(field));

    [Theory]
    [InlineData(nameof(FileLockRange.Type), 0)]
    [InlineData(nameof(FileLockRange.Whence), 2)]
    [InlineData(nameof(FileLockRange.Start), 8)]
    [InlineData(nameof(FileLockRange.Length), 16)]
    [InlineData(nameof(FileLockRange.Pid), 24)]
    public void Flock_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<FileLockRange>(field));

    [Theory]
    [InlineData(nameof(FieMapBuffer.Start), 0)]
    [InlineData(nameof(FieMapBuffer.Length), 8)]
    [InlineData(nameof(FieMapBuffer.Flags), 16)]
    [InlineData(nameof(FieMapBuffer.MappedExtents), 20)]
    [InlineData(nameof(FieMapBuffer.ExtentCount), 24)]
    [InlineData(nameof(FieMapBuffer.Extents), 32)]
    public void Fiemap_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<FieMapBuffer>(field));

    [Theory]
    [InlineData(nameof(FileExtent.LogicalOffset), 0)]
    [InlineData(nameof(FileExtent.PhysicalOffset), 8)]
    [InlineData(nameof(FileExtent.ByteCount), 16)]
    [InlineData(nameof(FileExtent.FlagBits), 40)]
    public void Fiemap_extent_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<FileExtent>(field));

    [Theory]
    [InlineData(nameof(CacheStatBuffer.Cached), 0)]
    [InlineData(nameof(CacheStatBuffer.Dirty), 8)]
    [InlineData(nameof(CacheStatBuffer.Writeback), 16)]
    [InlineData(nameof(CacheStatBuffer.Evicted), 24)]
    [InlineData(nameof(CacheStatBuffer.RecentlyEvicted), 32)]
    public void Cachestat_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<CacheStatBuffer>(field));

    [Theory]
    [InlineData(nameof(CacheStatRange.Offset), 0)]
    [InlineData(nameof(CacheStatRange.Length), 8)]
    public void Cachestat_range_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<CacheStatRange>(field));

    [Fact]
    public void Sizes_are_those_of_the_kernel()
    {
        Assert.Equal(256, Unsafe.SizeOf<StatxBuffer>());
        Assert.Equal(16, Unsafe.SizeOf<StatxTimestamp>());
        Assert.Equal(24, Unsafe.SizeOf<OpenHow>());
        Assert.Equal(16, Unsafe.SizeOf<Timespec>());
        Assert.Equal(32, Unsafe.SizeOf<FileLockRange>());
        Assert.Equal(56, Unsafe.SizeOf<FileExtent>());
        Assert.Equal(32 + (56 * FieMapBuffer.Capacity), Unsafe.SizeOf<FieMapBuffer>());
        Assert.Equal(16, Unsafe.SizeOf<CacheStatRange>());
        Assert.Equal(40, Unsafe.SizeOf<CacheStatBuffer>());
    }
}
