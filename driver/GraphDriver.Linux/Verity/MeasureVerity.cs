using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Verity;

/// <summary>FS_IOC_MEASURE_VERITY, https://docs.kernel.org/filesystems/fsverity.html.</summary>
public static partial class MeasureVerity
{
    private const nuint FS_IOC_MEASURE_VERITY = 0xC0046686;

    /// <summary>The digest of a sealed file; null where it is not sealed or nothing can be sealed here.</summary>
    /// <exception cref="LinuxException">The call failed for another reason.</exception>
    public static byte[]? Measure(SafeFileHandle handle, out VerityAlgorithm algorithm)
    {
        var buffer = new VerityDigestBuffer { Size = VerityDigestBuffer.Capacity };
        int result;
        do
        {
            result = ioctl(handle, FS_IOC_MEASURE_VERITY, ref buffer);
        }
        while (result < 0 && LastError.WasInterruption);
        algorithm = (VerityAlgorithm)buffer.Algorithm;
        if (result == 0)
        {
            ReadOnlySpan<byte> digest = buffer.Digest;
            return digest[..buffer.Size].ToArray();
        }

        return LastError.Value is Errno.ENODATA or Errno.EOPNOTSUPP or Errno.ENOTTY
            ? null
            : throw LinuxException.FromLastError("measure fs-verity", handle);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, ref VerityDigestBuffer digest);
}
