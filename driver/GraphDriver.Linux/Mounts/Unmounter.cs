using System.Diagnostics;

namespace GraphDriver.Linux.Mounts;

/// <summary>Takes mounts away again.</summary>
public static class Unmounter
{
    private static readonly TimeSpan LoopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LoopInterval = TimeSpan.FromMilliseconds(2);

    /// <summary>Unmounts what is on top at a path; a mount in use is taken out of sight and ends with its last user.</summary>
    /// <returns>False where nothing was mounted.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool Unmount(LinuxPath path)
    {
        var errno = Umount2.TryUnmount(path, UnmountFlags.None);
        if (errno == Errno.EBUSY)
        {
            errno = Umount2.TryUnmount(path, UnmountFlags.Detach);
        }

        return errno switch
        {
            Errno.None => true,
            Errno.EINVAL or Errno.ENOENT => false,
            _ => throw LinuxException.From(errno, "umount", path),
        };
    }

    /// <summary>
    /// Waits until no loop device holds these files, for callers that go on to remove them. The kernel detaches devices
    /// some time after the unmount and tells nobody, so it has to be asked.
    /// </summary>
    /// <returns>False where one is still in use after five seconds: by another mount of it.</returns>
    public static bool WaitForLoopDevices(IReadOnlyCollection<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var watch = Stopwatch.StartNew();
        while (files.Any(LoopDevice.IsAttached))
        {
            if (watch.Elapsed > LoopPatience)
            {
                return false;
            }

            Thread.Sleep(LoopInterval);
        }

        return true;
    }
}
