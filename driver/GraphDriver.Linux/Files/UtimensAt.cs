using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>utimensat(2) and futimens(3), https://man7.org/linux/man-pages/man2/utimensat.2.html.</summary>
public static partial class UtimensAt
{
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Sets the times of last access and last change of an open file to the same moment.</summary>
    /// <param name="handle">The file, not opened by <see cref="OpenFlags.PathOnly"/>.</param>
    /// <param name="seconds">Since 1970; negative before.</param>
    /// <param name="nanoseconds">0 to 999,999,999, counted forwards.</param>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle handle, long seconds, uint nanoseconds)
    {
        var times = Both(seconds, nanoseconds);
        int result;
        do
        {
            result = futimens(handle, in times[0]);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("utimensat", handle);
        }
    }

    /// <summary>Sets both times of a file, of a symbolic link itself.</summary>
    /// <inheritdoc cref="Set(SafeFileHandle, long, uint)" path="/param"/>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle dir, LinuxPath path, long seconds, uint nanoseconds)
    {
        var times = Both(seconds, nanoseconds);
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = utimensat(dir, in name.Start, in times[0], AT_SYMLINK_NOFOLLOW);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("utimensat", path);
        }
    }

    private static TimePair Both(long seconds, uint nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nanoseconds, NanosecondsPerSecond);
        var time = new Timespec { Seconds = seconds, Nanoseconds = nanoseconds };
        var times = default(TimePair);
        times[0] = times[1] = time;
        return times;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int futimens(SafeFileHandle fd, in Timespec times);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int utimensat(SafeFileHandle dirfd, in byte path, in Timespec times, int flags);

    [InlineArray(2)]
    private struct TimePair
    {
        private Timespec _first;
    }
}
