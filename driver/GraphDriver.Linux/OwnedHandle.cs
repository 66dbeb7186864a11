using System.Runtime.InteropServices;

namespace GraphDriver.Linux;

/// <summary>Turns descriptors that the kernel returned into handles.</summary>
internal static partial class OwnedHandle
{
    private const int F_DUPFD_CLOEXEC = 1030;

    /// <summary>Owns <paramref name="descriptor"/>, which is not negative.</summary>
    public static SafeFileHandle Of(int descriptor)
    {
        if (descriptor > 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        // The runtime takes descriptor 0 for an invalid handle, and it is free where standard input was closed.
        var copy = fcntl(0, F_DUPFD_CLOEXEC, 3);
        var errno = LastError.Value;
        _ = close(0);
        return copy < 0
            ? throw LinuxException.From(errno, "fcntl", "/proc/self/fd/0")
            : new SafeFileHandle(copy, ownsHandle: true);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport(Libc.Name)]
    private static partial int close(int fd);
}
