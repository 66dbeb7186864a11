using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;

namespace GraphDriver.Linux.Tests.Verity;

public sealed class VerityTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_file_is_sealed_and_measured_or_the_kernel_says_that_it_cannot()
    {
        _scratch.Create("file", "hello"u8).Dispose();
        using var file = OpenAt.Open(_scratch.Handle, "file", OpenFlags.ReadOnly);
        Assert.Null(MeasureVerity.Measure(file, out _));
        var errno = EnableVerity.TryEnable(file);
        if (errno is Errno.EOPNOTSUPP or Errno.ENOTTY)
        {
            Assert.Throws<LinuxException>(() => EnableVerity.Enable(file));
            return;
        }

        Assert.Equal(Errno.None, errno);
        Assert.Equal(Errno.EEXIST, EnableVerity.TryEnable(file));
        Assert.Equal(32, MeasureVerity.Measure(file, out var algorithm)!.Length);
        Assert.Equal(VerityAlgorithm.Sha256, algorithm);
        var descriptor = new byte[256];
        Assert.Equal(256, ReadVerityMetadata.Read(file, VerityMetadata.Descriptor, 0, descriptor));
        Assert.Equal(5, BitConverter.ToInt64(descriptor, 8));
        Assert.NotEqual((StatAttributes)0, Statx.Query(file).Attributes & StatAttributes.Verity);
    }
}
