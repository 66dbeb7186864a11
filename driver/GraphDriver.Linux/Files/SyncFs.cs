using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>syncfs(2), https://man7.org/linux/man-pages/man2/sync.2.html.</summary>
public static partial class SyncFs
{
    /// <summary>Flushes the whole file system that holds the open file.</summary>
    /// <exception cref="LinuxException">The call failed: what was written may be lost.</exception>
    public static void Flush(SafeFileHandle handle)
    {
        int result;
        do
        {
            result = syncfs(handle);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("syncfs", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int syncfs(SafeFileHandle fd);
}
