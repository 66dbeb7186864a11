using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>fcntl(2) F_DUPFD_CLOEXEC, https://man7.org/linux/man-pages/man2/fcntl.2.html.</summary>
public static partial class DuplicateFile
{
    private const int F_DUPFD_CLOEXEC = 1030;

    /// <summary>A second handle of an open file whose descriptor number is not below <paramref name="number"/>; closed on exec.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileHandle AtLeast(SafeFileHandle handle, int number)
    {
        var copy = fcntl(handle, F_DUPFD_CLOEXEC, number);
        return copy >= 0 ? OwnedHandle.Of(copy) : throw LinuxException.FromLastError("fcntl", handle);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fcntl(SafeFileHandle fd, int command, int argument);
}
