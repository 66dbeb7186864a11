using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Linux.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Mounts;

/// <summary>
/// The folder <c>overlay/</c> as containers/storage wants it while layers are mounted: a private bind mount on itself,
/// so that the mounts below it reach no other namespace. The caller holds <c>storage.lock</c>, as podman does.
/// </summary>
internal sealed class OverlayHome
{
    private const string Staging = "staging";
    private const string StagingLock = "staging.lock";

    private readonly string _root;
    private readonly bool _bind;

    /// <param name="graphRoot">The storage root, absolute.</param>
    /// <param name="bind">False where storage.conf says <c>skip_mount_home</c>.</param>
    public OverlayHome(string graphRoot, bool bind)
    {
        _root = graphRoot;
        _bind = bind;
    }

    private string Home => Path.Combine(_root, StoreLayout.Overlay);

    /// <summary>Makes the bind mount where there is none.</summary>
    /// <returns>Whether it was made now.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public bool Prepare() => _bind && BindMount.MakePrivate(Home);

    /// <summary>Takes the bind mount away after the last mount below it, unless somebody works there.</summary>
    /// <returns>Whether it was taken away: others have to be told by a new token of <c>storage.lock</c>.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public bool Release()
    {
        if (!_bind || !IsBoundOnItself() || IsStagingInUse())
        {
            return false;
        }

        var errno = Umount2.TryUnmount(Home, UnmountFlags.None);
        return errno switch
        {
            Errno.None => true,
            Errno.EBUSY or Errno.EINVAL => false,
            _ => throw LinuxException.From(errno, "umount", Home),
        };
    }

    /// <summary>A file system of its own at this place belongs to the machine's owner and stays.</summary>
    private bool IsBoundOnItself()
    {
        var home = Statx.Query(WorkingDirectory.Handle, Home);
        return (home.Attributes & StatAttributes.MountRoot) != 0
            && home.Dev == Statx.Query(WorkingDirectory.Handle, _root, StatFlags.FollowSymlinks).Dev;
    }

    /// <summary>Renames from a staging folder that was opened before the bind mount goes would cross mounts after it.</summary>
    private bool IsStagingInUse()
    {
        var path = Path.Combine(Home, Staging);
        var errno = OpenAt.TryOpen(WorkingDirectory.Handle, path, OpenFlags.Directory | OpenFlags.NoFollow, 0, out var staging);
        if (errno == Errno.ENOENT)
        {
            return false;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        using (staging)
        {
            return DirectoryReader.Read(staging!).ToList().Exists(entry => IsLocked(staging!, $"{entry}/{StagingLock}"));
        }
    }

    private static bool IsLocked(Microsoft.Win32.SafeHandles.SafeFileHandle staging, string path)
    {
        if (Statx.TryQuery(staging, path, StatFlags.NoFollow, out _) != Errno.None)
        {
            return false;
        }

        using var free = RecordLock.TryAcquire(staging, path, LockMode.Exclusive);
        return free is null;
    }
}
