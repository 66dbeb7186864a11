using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>lseek(2), https://man7.org/linux/man-pages/man2/lseek.2.html.</summary>
public static partial class Lseek
{
    private const int SEEK_SET = 0;
    private const int SEEK_CUR = 1;
    private const int SEEK_DATA = 3;
    private const int SEEK_HOLE = 4;

    /// <summary>Moves the file's position to <paramref name="offset"/> bytes from the start.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle handle, long offset) => Call(handle, offset, SEEK_SET, absence: false);

    /// <summary>The file's position.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static long Position(SafeFileHandle handle) => Call(handle, 0, SEEK_CUR, absence: false);

    /// <summary>Moves to the next data at or after <paramref name="offset"/>; -1 where there is none.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static long ToData(SafeFileHandle handle, long offset) => Call(handle, offset, SEEK_DATA, absence: true);

    /// <summary>Moves to the next hole at or after <paramref name="offset"/>, the end of the file counting as one; -1 past the end.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static long ToHole(SafeFileHandle handle, long offset) => Call(handle, offset, SEEK_HOLE, absence: true);

    private static long Call(SafeFileHandle handle, long offset, int whence, bool absence)
    {
        var position = lseek(handle, offset, whence);
        if (position >= 0)
        {
            return position;
        }

        return absence && LastError.Value == Errno.ENXIO ? -1 : throw LinuxException.FromLastError("lseek", handle);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial long lseek(SafeFileHandle fd, long offset, int whence);
}
