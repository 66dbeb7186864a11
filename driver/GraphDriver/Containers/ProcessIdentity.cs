using System.Globalization;
using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Containers;

/// <summary>A process that no later one with the same number is taken for: its number and when it began, proc_pid_stat(5).</summary>
/// <param name="Pid">The process's number.</param>
/// <param name="StartTime">When it began, in clock ticks since the machine started; 0 where it is gone.</param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime)
{
    private const int MaxStatSize = 4096;
    private const int StateField = 0;
    private const int ParentField = 1;
    private const int StartTimeField = 19;

    /// <summary>The process with a number now.</summary>
    public static ProcessIdentity Of(int pid) => new(pid, Read(pid) is { } fields ? StartOf(fields) : 0);

    /// <summary>Whether the process still runs; one that nobody has reaped yet does not.</summary>
    public bool IsAlive() => Pid > 0 && Read(Pid) is { } fields && fields[StateField] is not ("Z" or "X") && StartOf(fields) == StartTime;

    /// <summary>The process that the process with a number is the child of; null where it is gone.</summary>
    public static int? ParentOf(int pid) => Read(pid) is { } fields ? int.Parse(fields[ParentField], CultureInfo.InvariantCulture) : null;

    private static ulong StartOf(string[] fields) => ulong.Parse(fields[StartTimeField], CultureInfo.InvariantCulture);

    /// <summary>The fields after the program's name, which is in parentheses and may hold any character.</summary>
    private static string[]? Read(int pid)
    {
        if (OpenAt.TryOpen(WorkingDirectory.Handle, $"/proc/{pid}/stat", OpenFlags.ReadOnly, 0, out var file) != Errno.None)
        {
            return null;
        }

        using (file)
        {
            try
            {
                var text = Encoding.UTF8.GetString(ReadFile.ReadAll(file!, MaxStatSize));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                return fields.Length > StartTimeField ? fields : null;
            }
            catch (LinuxException error) when (error.Errno == Errno.ESRCH)
            {
                return null;
            }
        }
    }
}
