using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>open_tree(2) with OPEN_TREE_CLONE, https://man7.org/linux/man-pages/man2/open_tree.2.html; Linux 5.2 on.</summary>
public static partial class OpenTree
{
    private const nint SYS_open_tree = 428;
    private const uint OPEN_TREE_CLONE = 1;
    private const uint OPEN_TREE_CLOEXEC = 0x80000;
    private const uint AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint AT_EMPTY_PATH = 0x1000;
    private const uint AT_RECURSIVE = 0x8000;

    /// <summary>
    /// A detached bind mount of a directory or file: without <paramref name="recursive"/> what is mounted below is not
    /// seen through it. It goes with its last handle unless attached by <see cref="MoveMount"/>.
    /// </summary>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.EPERM"/> without <c>CAP_SYS_ADMIN</c>.</exception>
    public static SafeFileHandle Clone(SafeFileHandle dir, LinuxPath path, bool recursive = false)
    {
        var errno = TryClone(dir, path, recursive, out var mount);
        return errno == Errno.None ? mount! : throw LinuxException.From(errno, "open_tree", path);
    }

    /// <summary>As <see cref="Clone"/>, but returns the error; the handle is null then.</summary>
    public static Errno TryClone(SafeFileHandle dir, LinuxPath path, bool recursive, out SafeFileHandle? mount)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        var flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH
            | (recursive ? AT_RECURSIVE : 0);
        nint descriptor;
        do
        {
            descriptor = syscall(SYS_open_tree, dir, in name.Start, flags);
        }
        while (descriptor < 0 && LastError.WasInterruption);
        mount = descriptor < 0 ? null : OwnedHandle.Of((int)descriptor);
        return descriptor < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle dirfd, in byte path, uint flags);
}
