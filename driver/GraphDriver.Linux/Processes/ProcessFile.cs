using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Processes;

/// <summary>A file below <c>/proc/PID</c>, which goes with its process, also while it is read (https://man7.org/linux/man-pages/man5/proc.5.html).</summary>
internal static class ProcessFile
{
    /// <summary>Reads all of a process's file; null where the process is gone, or has no such file to read.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="name">The file.</param>
    /// <param name="maximum">How many bytes it may have.</param>
    /// <exception cref="LinuxException">It cannot be read; <see cref="Errno.EACCES"/> where this user may not look into the process.</exception>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static byte[]? TryReadAll(int pid, string name, int maximum)
    {
        var path = $"/proc/{pid}/{name}";
        var errno = OpenAt.TryOpen(WorkingDirectory.Handle, path, OpenFlags.ReadOnly, 0, out var file);
        if (errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        using (file)
        {
            try
            {
                return ReadFile.ReadAll(file!, maximum);
            }
            catch (LinuxException error) when (error.Errno == Errno.ESRCH)
            {
                return null;
            }
        }
    }
}
