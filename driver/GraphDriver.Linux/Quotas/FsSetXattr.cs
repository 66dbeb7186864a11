using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Quotas;

/// <summary>The ioctl FS_IOC_FSSETXATTR, https://man7.org/linux/man-pages/man2/ioctl_xfs_fsgetxattr.2.html.</summary>
internal static partial class FsSetXattr
{
    private const nuint FS_IOC_FSSETXATTR = 0x401C5820;

    /// <summary>Sets the attributes of an open file; those that are not to change are as they were read.</summary>
    /// <returns><see cref="Errno.EOPNOTSUPP"/> where the file system has no projects.</returns>
    public static Errno TryWrite(SafeFileHandle file, in FsAttributes attributes)
    {
        int result;
        do
        {
            result = ioctl(file, FS_IOC_FSSETXATTR, in attributes);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 ? Errno.None : LastError.Value;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, in FsAttributes attributes);
}
