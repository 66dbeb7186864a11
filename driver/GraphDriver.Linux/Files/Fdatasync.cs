using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fdatasync(2), https://man7.org/linux/man-pages/man2/fsync.2.html.</summary>
public static partial class Fdatasync
{
    /// <summary>Flushes the content of one file to the disk, and of its metadata what reading it needs.</summary>
    /// <exception cref="LinuxException">The call failed: what was written may be lost.</exception>
    public static void Flush(SafeFileHandle handle)
    {
        int result;
        do
        {
            result = fdatasync(handle);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("fdatasync", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle fd);
}
