using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>ftruncate(2), https://man7.org/linux/man-pages/man2/truncate.2.html.</summary>
public static partial class FTruncate
{
    /// <summary>Sets the size in bytes; what is added is a hole.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle handle, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        int result;
        do
        {
            result = ftruncate(handle, size);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("truncate", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle fd, long size);
}
