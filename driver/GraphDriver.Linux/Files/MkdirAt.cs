using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>mkdirat(2), https://man7.org/linux/man-pages/man2/mkdir.2.html.</summary>
public static partial class MkdirAt
{
    /// <summary>Makes a directory; the umask applies to <paramref name="mode"/>.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Make(SafeFileHandle dir, LinuxPath path, uint mode)
    {
        var errno = TryMake(dir, path, mode);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "mkdir", path);
        }
    }

    /// <summary>Makes a directory where there is nothing of that name.</summary>
    /// <returns>True where it was made, false where the name exists, whatever it is.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool MakeIfMissing(SafeFileHandle dir, LinuxPath path, uint mode) =>
        TryMake(dir, path, mode) switch
        {
            Errno.None => true,
            Errno.EEXIST => false,
            var errno => throw LinuxException.From(errno, "mkdir", path),
        };

    /// <summary>As <see cref="Make"/>, but returns the error.</summary>
    public static Errno TryMake(SafeFileHandle dir, LinuxPath path, uint mode)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = mkdirat(dir, in name.Start, mode);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int mkdirat(SafeFileHandle dirfd, in byte path, uint mode);
}
