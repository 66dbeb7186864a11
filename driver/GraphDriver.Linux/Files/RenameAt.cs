using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>renameat2(2), https://man7.org/linux/man-pages/man2/rename.2.html.</summary>
public static partial class RenameAt
{
    /// <summary>Moves a name within one mount.</summary>
    /// <exception cref="LinuxException">The call failed; the exception names the new path.</exception>
    public static void Rename(
        SafeFileHandle oldDir,
        LinuxPath oldPath,
        SafeFileHandle newDir,
        LinuxPath newPath,
        RenameFlags flags = RenameFlags.None)
    {
        var errno = TryRename(oldDir, oldPath, newDir, newPath, flags);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "rename", newPath, $"from '{oldPath.ToString()}'");
        }
    }

    /// <summary>As <see cref="Rename"/>, but returns the error.</summary>
    public static Errno TryRename(
        SafeFileHandle oldDir, LinuxPath oldPath, SafeFileHandle newDir, LinuxPath newPath, RenameFlags flags)
    {
        using var oldName = new NativePath(oldPath, stackalloc byte[NativePath.StackSize]);
        using var newName = new NativePath(newPath, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = renameat2(oldDir, in oldName.Start, newDir, in newName.Start, flags);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int renameat2(
        SafeFileHandle oldDir, in byte oldPath, SafeFileHandle newDir, in byte newPath, RenameFlags flags);
}
