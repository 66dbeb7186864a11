using System.Globalization;
using GraphDriver.Containers.Runtime;

namespace GraphDriver.Containers.Monitor;

/// <summary>
/// The control group of the monitors. A monitor outlives the command that started it: in the command's group a service
/// manager would end it with the command's session.
/// </summary>
internal static class MonitorCgroup
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>
    /// Moves a process there, in the hierarchy that service managers look at. Where that cannot be it stays where it is,
    /// which only matters once a session is ended; a service (<c>INVOCATION_ID</c>) wants to keep what it started.
    /// </summary>
    public static void TryEnter(int pid)
    {
        if (Environment.GetEnvironmentVariable("INVOCATION_ID") is { Length: > 0 })
        {
            return;
        }

        var hierarchy = File.Exists($"{Root}/cgroup.controllers") ? Root : $"{Root}/systemd";
        var group = $"{hierarchy}{RuntimeSpecBuilder.CgroupParent}/conmon";
        try
        {
            if (Directory.Exists(hierarchy))
            {
                Directory.CreateDirectory(group);
                File.WriteAllText($"{group}/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // See above: a monitor in its caller's group works as well until that group is ended.
        }
    }
}
