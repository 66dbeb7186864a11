using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>symlinkat(2), https://man7.org/linux/man-pages/man2/symlink.2.html.</summary>
public static partial class SymlinkAt
{
    /// <summary>Makes the symbolic link <paramref name="path"/> with the text <paramref name="target"/>.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Create(LinuxPath target, SafeFileHandle dir, LinuxPath path)
    {
        var errno = TryCreate(target, dir, path);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "symlink", path);
        }
    }

    /// <summary>As <see cref="Create"/>, but returns the error.</summary>
    public static Errno TryCreate(LinuxPath target, SafeFileHandle dir, LinuxPath path)
    {
        using var text = new NativePath(target, stackalloc byte[NativePath.StackSize]);
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = symlinkat(in text.Start, dir, in name.Start);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int symlinkat(in byte target, SafeFileHandle dirfd, in byte path);
}
