using System.Globalization;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Mounts;

/// <summary>
/// Finds programs that run in a mount: a container's has it as its root, in a namespace of its own, so that the kernel
/// would let the mount outside go.
/// </summary>
internal static class MountUsers
{
    /// <summary>A process whose root is on the file system mounted at a path; null where there is none.</summary>
    public static int? FindProcess(string path)
    {
        if (DeviceOf(path) is not { } device)
        {
            return null;
        }

        using var proc = OpenAt.Open("/proc", OpenFlags.Directory);
        foreach (var process in Processes(proc))
        {
            if (RootDevice(proc, process) == device)
            {
                return process;
            }
        }

        return null;
    }

    /// <summary>Whether a process's root is on the file system mounted at a path.</summary>
    public static bool IsIn(int process, string path)
    {
        using var proc = OpenAt.Open("/proc", OpenFlags.Directory);
        return DeviceOf(path) is { } device && RootDevice(proc, process) == device;
    }

    /// <summary>The processes that there are.</summary>
    /// <param name="proc">The folder <c>/proc</c>, opened.</param>
    public static IEnumerable<int> Processes(SafeFileHandle proc)
    {
        foreach (var entry in DirectoryReader.Read(proc))
        {
            if (int.TryParse(entry.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                yield return process;
            }
        }
    }

    /// <summary>The device of the file system that a process's root is on; null where the process is gone.</summary>
    /// <param name="proc">The folder <c>/proc</c>, opened.</param>
    /// <param name="process">The process.</param>
    public static DeviceNumber? RootDevice(SafeFileHandle proc, int process) =>
        Statx.TryQuery(proc, $"{process}/root", StatFlags.FollowSymlinks, out var root) == Errno.None ? root.Dev : null;

    private static DeviceNumber? DeviceOf(string path) =>
        Statx.TryQuery(WorkingDirectory.Handle, path, StatFlags.FollowSymlinks, out var mount) == Errno.None && mount.Attributes.HasFlag(StatAttributes.MountRoot)
            ? mount.Dev
            : null;
}
