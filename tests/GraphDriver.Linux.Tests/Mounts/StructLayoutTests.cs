using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GraphDriver.Linux.Mounts;
using GraphDriver.Linux.Verity;

namespace GraphDriver.Linux.Tests.Mounts;

/// <summary>The layouts of linux/mount.h, linux/loop.h, linux/fsverity.h and bits/statfs.h for x86-64.</summary>
public sealed class StructLayoutTests
{
    [Fact]
    public void Sizes_are_those_of_the_kernel()
    {
        Assert.Equal(32, Unsafe.SizeOf<MountAttributeChange>());
        Assert.Equal(232, Unsafe.SizeOf<LoopInfo>());
        Assert.Equal(304, Unsafe.SizeOf<LoopConfig>());
        Assert.Equal(120, Unsafe.SizeOf<StatFsBuffer>());
        Assert.Equal(128, Unsafe.SizeOf<VerityEnableArgument>());
        Assert.Equal(68, Unsafe.SizeOf<VerityDigestBuffer>());
        Assert.Equal(40, Unsafe.SizeOf<VerityReadArgument>());
    }

    [Theory]
    [InlineData(nameof(LoopInfo.Number), 40)]
    [InlineData(nameof(LoopInfo.Flags), 52)]
    [InlineData(nameof(LoopInfo.FileName), 56)]
    [InlineData(nameof(LoopInfo.CryptName), 120)]
    [InlineData(nameof(LoopInfo.EncryptKey), 184)]
    [InlineData(nameof(LoopInfo.Init0), 216)]
    public void Loop_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<LoopInfo>(field));

    [Theory]
    [InlineData(nameof(VerityEnableArgument.Salt), 16)]
    [InlineData(nameof(VerityEnableArgument.SignatureSize), 24)]
    [InlineData(nameof(VerityEnableArgument.Signature), 32)]
    public void Verity_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<VerityEnableArgument>(field));

    [Theory]
    [InlineData(nameof(StatFsBuffer.BlocksAvailable), 32)]
    [InlineData(nameof(StatFsBuffer.FilesFree), 48)]
    public void Statfs_fields_lie_where_the_kernel_puts_them(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<StatFsBuffer>(field));
}
