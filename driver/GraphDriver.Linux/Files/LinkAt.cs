using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>linkat(2), https://man7.org/linux/man-pages/man2/link.2.html.</summary>
public static partial class LinkAt
{
    private const int AT_SYMLINK_FOLLOW = 0x400;
    private const int AT_EMPTY_PATH = 0x1000;

    /// <summary>Gives a file one more name; a symbolic link is linked itself.</summary>
    /// <exception cref="LinuxException">The call failed; the exception names the new path.</exception>
    public static void Link(SafeFileHandle oldDir, LinuxPath oldPath, SafeFileHandle newDir, LinuxPath newPath)
    {
        var errno = TryLink(oldDir, oldPath, newDir, newPath);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "link", newPath, $"from '{oldPath.ToString()}'");
        }
    }

    /// <summary>As <see cref="Link"/>, but returns the error.</summary>
    public static Errno TryLink(
        SafeFileHandle oldDir, LinuxPath oldPath, SafeFileHandle newDir, LinuxPath newPath) =>
        Call(oldDir, oldPath, newDir, newPath, 0);

    /// <summary>Gives an open file a name, also one opened with <see cref="OpenFlags.Temporary"/>.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void LinkHandle(SafeFileHandle handle, SafeFileHandle newDir, LinuxPath newPath)
    {
        var errno = TryLinkHandle(handle, newDir, newPath);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "link", newPath);
        }
    }

    /// <summary>As <see cref="LinkHandle"/>, but returns the error.</summary>
    public static Errno TryLinkHandle(SafeFileHandle handle, SafeFileHandle newDir, LinuxPath newPath)
    {
        var errno = Call(handle, "", newDir, newPath, AT_EMPTY_PATH);

        // Without CAP_DAC_READ_SEARCH (before 6.10 always) the empty path is refused as if it did not exist.
        return errno == Errno.ENOENT
            ? Call(WorkingDirectory.Handle, HandleName.ProcPath(handle), newDir, newPath, AT_SYMLINK_FOLLOW)
            : errno;
    }

    private static Errno Call(
        SafeFileHandle oldDir, LinuxPath oldPath, SafeFileHandle newDir, LinuxPath newPath, int flags)
    {
        using var oldName = new NativePath(oldPath, stackalloc byte[NativePath.StackSize]);
        using var newName = new NativePath(newPath, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = linkat(oldDir, in oldName.Start, newDir, in newName.Start, flags);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int linkat(
        SafeFileHandle oldDir, in byte oldPath, SafeFileHandle newDir, in byte newPath, int flags);
}
