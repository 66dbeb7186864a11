using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>waitpid(2), https://man7.org/linux/man-pages/man2/waitpid.2.html.</summary>
public static partial class WaitPid
{
    /// <summary>Waits until a child of this process has ended, and reaps it.</summary>
    /// <exception cref="LinuxException">It is no child of this process (<see cref="Errno.ECHILD"/>).</exception>
    public static ExitStatus Wait(int pid)
    {
        int result;
        int status;
        do
        {
            result = waitpid(pid, out status, 0);
        }
        while (result < 0 && LastError.WasInterruption);
        return result >= 0 ? new ExitStatus(status) : throw LinuxException.FromLastError("waitpid", $"/proc/{pid}");
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);
}
