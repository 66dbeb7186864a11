using System.Globalization;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

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
        if (Statx.TryQuery(WorkingDirectory.Handle, path, StatFlags.FollowSymlinks, out var mount) != Errno.None
            || (mount.Attributes & StatAttributes.MountRoot) == 0)
        {
            return null;
        }

        using var proc = OpenAt.Open("/proc", OpenFlags.Directory);
        foreach (var entry in DirectoryReader.Read(proc))
        {
            if (int.TryParse(entry.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Statx.TryQuery(proc, $"{process}/root", StatFlags.FollowSymlinks, out var root) == Errno.None
                && root.Dev == mount.Dev)
            {
                return process;
            }
        }

        return null;
    }
}
