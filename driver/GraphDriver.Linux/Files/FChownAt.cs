using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fchownat(2), https://man7.org/linux/man-pages/man2/chown.2.html.</summary>
public static partial class FChownAt
{
    private const int AT_SYMLINK_NOFOLLOW = 0x100;

    /// <summary>Sets the owner and group of a file, of a symbolic link itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle dir, LinuxPath path, uint uid, uint gid)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = fchownat(dir, in name.Start, uid, gid, AT_SYMLINK_NOFOLLOW);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("chown", path);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fchownat(SafeFileHandle dirfd, in byte path, uint uid, uint gid, int flags);
}
