using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>The ioctl FICLONE, https://man7.org/linux/man-pages/man2/ioctl_ficlonerange.2.html.</summary>
public static partial class FiClone
{
    private const nuint FICLONE = 0x40049409;

    /// <summary>Makes <paramref name="destination"/> share all blocks of <paramref name="source"/>.</summary>
    /// <returns>False where these files cannot share blocks.</returns>
    /// <exception cref="LinuxException">The call failed for another reason.</exception>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle destination)
    {
        int result;
        do
        {
            result = ioctl(destination, FICLONE, source);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result == 0)
        {
            return true;
        }

        return LastError.Value is Errno.EOPNOTSUPP or Errno.EXDEV or Errno.EINVAL or Errno.ENOTTY or Errno.ENOSYS
            ? false
            : throw LinuxException.FromLastError("clone", destination);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, SafeFileHandle source);
}
