using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>kill(2), https://man7.org/linux/man-pages/man2/kill.2.html.</summary>
public static partial class Kill
{
    /// <summary>Sends a signal to one process.</summary>
    /// <param name="pid">The process, a positive number.</param>
    /// <param name="signal">The signal's number; 0 only asks whether there is such a process.</param>
    /// <returns><see cref="Errno.None"/>, or why it could not be sent.</returns>
    public static Errno TrySend(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        return kill(pid, signal) == 0 ? Errno.None : LastError.Value;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
