using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>statx(2), https://man7.org/linux/man-pages/man2/statx.2.html.</summary>
public static partial class Statx
{
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const uint STATX_MNT_ID = 0x1000;

    /// <summary>The status of a file; by default of a link itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileStatus Query(SafeFileHandle dir, LinuxPath path, StatFlags flags = StatFlags.NoFollow)
    {
        var errno = TryQuery(dir, path, flags, out var status);
        return errno == Errno.None ? status : throw LinuxException.From(errno, "stat", path);
    }

    /// <summary>The status of an open file.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileStatus Query(SafeFileHandle handle)
    {
        var errno = Call(handle, "", AT_EMPTY_PATH, out var status);
        return errno == Errno.None ? status : throw LinuxException.From(errno, "stat", handle);
    }

    /// <summary>As <see cref="Query(SafeFileHandle, LinuxPath, StatFlags)"/>, but returns the error.</summary>
    public static Errno TryQuery(SafeFileHandle dir, LinuxPath path, StatFlags flags, out FileStatus status) =>
        Call(dir, path, (int)flags, out status);

    private static Errno Call(SafeFileHandle dir, LinuxPath path, int flags, out FileStatus status)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        StatxBuffer buffer = default;
        int result;
        do
        {
            result = statx(dir, in name.Start, flags, STATX_BASIC_STATS | STATX_MNT_ID, ref buffer);
        }
        while (result < 0 && LastError.WasInterruption);
        status = result < 0 ? default : new FileStatus(in buffer);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int statx(SafeFileHandle dirfd, in byte path, int flags, uint mask, ref StatxBuffer buffer);
}
