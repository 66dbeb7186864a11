using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fchmodat(2), https://man7.org/linux/man-pages/man2/chmod.2.html.</summary>
public static partial class FChmodAt
{
    /// <summary>Sets the permission bits (07777) of a file; symbolic links are followed, as they have none of their own.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle dir, LinuxPath path, uint mode)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = fchmodat(dir, in name.Start, mode, 0);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("chmod", path);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fchmodat(SafeFileHandle dirfd, in byte path, uint mode, int flags);
}
