using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fsync(2), https://man7.org/linux/man-pages/man2/fsync.2.html.</summary>
public static partial class Fsync
{
    /// <summary>Flushes the content and metadata of one file or directory to the disk.</summary>
    /// <exception cref="LinuxException">The call failed: what was written may be lost.</exception>
    public static void Flush(SafeFileHandle handle)
    {
        int result;
        do
        {
            result = fsync(handle);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("fsync", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fsync(SafeFileHandle fd);
}
