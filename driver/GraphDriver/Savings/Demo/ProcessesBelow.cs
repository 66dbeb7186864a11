using System.Diagnostics;
using System.Text;
using GraphDriver.Containers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using GraphDriver.Mounts;

namespace GraphDriver.Savings.Demo;

/// <summary>Processes that have a folder, or one below it, as their root.</summary>
internal static class ProcessesBelow
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Kills them, and waits until they are gone.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Kill(string folder)
    {
        var ended = Find(folder).ConvertAll(ProcessIdentity.Of);
        foreach (var process in ended)
        {
            Linux.Processes.Kill.TrySend(process.Pid, Signal.Kill);
        }

        var watch = Stopwatch.StartNew();
        while (ended.Any(process => process.IsAlive()) && watch.Elapsed < Patience)
        {
            Thread.Sleep(Interval);
        }
    }

    private static List<int> Find(string folder)
    {
        using var proc = OpenAt.Open("/proc", OpenFlags.Directory);
        var beginning = Encoding.UTF8.GetBytes(folder + "/");
        return [.. MountUsers.Processes(proc).Where(process =>
            ReadLinkAt.TryRead(proc, $"{process}/root", out var root) == Errno.None && root.AsSpan().StartsWith(beginning))];
    }
}
