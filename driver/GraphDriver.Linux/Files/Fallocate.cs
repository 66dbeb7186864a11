using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fallocate(2), https://man7.org/linux/man-pages/man2/fallocate.2.html.</summary>
public static partial class Fallocate
{
    /// <summary>Reserves, frees or zeroes a range of bytes.</summary>
    /// <returns>False where the file system cannot do it.</returns>
    /// <exception cref="LinuxException">The call failed, for example for want of space.</exception>
    public static bool TryAllocate(SafeFileHandle handle, FallocateFlags mode, long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        int result;
        do
        {
            result = fallocate(handle, mode, offset, length);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0
            || (LastError.Value is Errno.EOPNOTSUPP or Errno.ENOSYS
                ? false
                : throw LinuxException.FromLastError("fallocate", handle));
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fallocate(SafeFileHandle fd, FallocateFlags mode, long offset, long length);
}
