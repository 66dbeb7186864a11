using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>unlinkat(2), https://man7.org/linux/man-pages/man2/unlink.2.html.</summary>
public static partial class UnlinkAt
{
    private const int AT_REMOVEDIR = 0x200;

    /// <summary>Removes a name that is not a directory.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Unlink(SafeFileHandle dir, LinuxPath path)
    {
        var errno = TryUnlink(dir, path);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "unlink", path);
        }
    }

    /// <summary>Removes an empty directory.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void RemoveDirectory(SafeFileHandle dir, LinuxPath path)
    {
        var errno = TryRemoveDirectory(dir, path);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "rmdir", path);
        }
    }

    /// <summary>As <see cref="Unlink"/>, but returns the error.</summary>
    public static Errno TryUnlink(SafeFileHandle dir, LinuxPath path) => Call(dir, path, 0);

    /// <summary>As <see cref="RemoveDirectory"/>, but returns the error.</summary>
    public static Errno TryRemoveDirectory(SafeFileHandle dir, LinuxPath path) => Call(dir, path, AT_REMOVEDIR);

    private static Errno Call(SafeFileHandle dir, LinuxPath path, int flags)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = unlinkat(dir, in name.Start, flags);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int unlinkat(SafeFileHandle dirfd, in byte path, int flags);
}
