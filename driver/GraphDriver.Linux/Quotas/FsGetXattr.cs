using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Quotas;

/// <summary>The ioctl FS_IOC_FSGETXATTR, https://man7.org/linux/man-pages/man2/ioctl_xfs_fsgetxattr.2.html.</summary>
internal static partial class FsGetXattr
{
    private const nuint FS_IOC_FSGETXATTR = 0x801C581F;

    /// <summary>Reads the attributes of an open file.</summary>
    /// <returns><see cref="Errno.ENOTTY"/> or <see cref="Errno.EOPNOTSUPP"/> where the file system has none.</returns>
    public static Errno TryRead(SafeFileHandle file, out FsAttributes attributes)
    {
        attributes = default;
        int result;
        do
        {
            result = ioctl(file, FS_IOC_FSGETXATTR, ref attributes);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 ? Errno.None : LastError.Value;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, ref FsAttributes attributes);
}
