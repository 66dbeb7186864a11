using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>pidfd_open(2), https://man7.org/linux/man-pages/man2/pidfd_open.2.html; Linux 5.3 on.</summary>
public static partial class PidFd
{
    private const nint SYS_pidfd_send_signal = 424;
    private const nint SYS_pidfd_open = 434;

    /// <summary>A handle of a process; it polls readable once the process has ended.</summary>
    /// <returns>Null where there is no such process.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileHandle? TryOpen(int pid)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        var descriptor = syscall(SYS_pidfd_open, pid, 0);
        if (descriptor >= 0)
        {
            return OwnedHandle.Of((int)descriptor);
        }

        return LastError.Value == Errno.ESRCH ? null : throw LinuxException.FromLastError("pidfd_open", $"/proc/{pid}");
    }

    /// <summary>Sends a signal to the process of a handle, never to a later one with the same number: pidfd_send_signal(2).</summary>
    /// <returns><see cref="Errno.None"/>, or <see cref="Errno.ESRCH"/> where the process has ended.</returns>
    public static Errno TrySignal(SafeFileHandle process, int signal) =>
        syscall(SYS_pidfd_send_signal, process, signal, 0, 0) == 0 ? Errno.None : LastError.Value;

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, nint pid, nint flags);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle process, nint signal, nint info, nint flags);
}
