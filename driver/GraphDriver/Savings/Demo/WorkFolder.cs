using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Savings.Demo;

/// <summary>
/// The folder that the demo works in: a mount of its own, so that whatever is mounted below it goes with it in one step, and locked as long as the demo
/// runs. One that a killed demo left behind is known by its lock, and removed by the next one.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "graphdriver-demo-";
    private const string LockName = "demo.lock";
    private const uint OwnerOnly = 0x1C0;

    private readonly bool _keep;
    private readonly RecordLock _lock;

    private WorkFolder(string path, bool keep, RecordLock heldLock) => (Path, _keep, _lock) = (path, keep, heldLock);

    /// <summary>Its path, absolute and free of symbolic links.</summary>
    public string Path { get; }

    /// <summary>Makes a folder, and removes those that killed demos left beside it.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="keep">Whether its files stay when it is disposed.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static WorkFolder Create(string parent, bool keep)
    {
        parent = new DirectoryInfo(parent) is { Exists: true } folder
            ? folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName
            : throw new DirectoryNotFoundException($"there is no folder '{parent}' to work in");
        Sweep(parent);
        var path = System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}"[..(Prefix.Length + 8)]);
        MkdirAt.Make(WorkingDirectory.Handle, path, OwnerOnly);
        var heldLock = RecordLock.Acquire(WorkingDirectory.Handle, $"{path}/{LockName}", LockMode.Exclusive);
        try
        {
            BindMount.MakePrivate(path);
            return new WorkFolder(path, keep, heldLock);
        }
        catch
        {
            TreeRemover.Remove(WorkingDirectory.Handle, path);
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>Makes a folder in it and returns its path.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public string Make(string name)
    {
        var path = $"{Path}/{name}";
        MkdirAt.Make(WorkingDirectory.Handle, path, OwnerOnly);
        return path;
    }

    /// <summary>Removes a folder in it, before all is.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Remove(string name)
    {
        if (!_keep)
        {
            ParallelRemoval.Remove($"{Path}/{name}");
        }
    }

    /// <summary>Ends what still runs in it, takes all its mounts away, and removes it.</summary>
    public void Dispose()
    {
        Clear(Path, _keep);
        _lock.Dispose();
    }

    private static void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, $"{Prefix}*").Where(IsOurs))
        {
            using var left = RecordLock.TryAcquire(WorkingDirectory.Handle, $"{folder}/{LockName}", LockMode.Exclusive);
            if (left is not null)
            {
                Clear(folder, keep: false);
            }
        }
    }

    /// <summary>Whether a demo made the folder, and nobody but root could put anything into it: the folder above may be everybody's.</summary>
    private static bool IsOurs(string folder) =>
        Statx.TryQuery(WorkingDirectory.Handle, folder, StatFlags.NoFollow, out var status) == Errno.None
        && status is { IsDirectory: true, Uid: 0, Permissions: OwnerOnly }
        && File.Exists($"{folder}/{LockName}");

    private static void Clear(string path, bool keep)
    {
        ProcessesBelow.Kill(path);
        while (IsMounted(path))
        {
            LinuxException.ThrowIfError(Umount2.TryUnmount(path, UnmountFlags.Detach), "umount", path);
        }

        if (!keep)
        {
            ParallelRemoval.Remove(path);
        }
        else
        {
            File.Delete($"{path}/{LockName}");
        }
    }

    private static bool IsMounted(string path) =>
        Statx.TryQuery(WorkingDirectory.Handle, path, StatFlags.NoFollow, out var status) == Errno.None && status.Attributes.HasFlag(StatAttributes.MountRoot);
}
