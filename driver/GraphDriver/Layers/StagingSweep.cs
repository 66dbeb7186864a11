using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Objects;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>
/// Removes what processes that died have left below <c>overlay/staging/</c>: every directory whose lock can be had, with
/// the objects that no layer has.
/// </summary>
internal static class StagingSweep
{
    /// <summary>A directory gets its lock right after it is made.</summary>
    private static readonly TimeSpan WithoutLock = TimeSpan.FromMinutes(1);

    /// <summary>Whether a staging directory's maker is gone: nobody holds its lock. Nothing is made or written.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static bool IsLeft(SafeFileHandle staging, string name)
    {
        try
        {
            using var held = RecordLock.TryAcquireReadOnly(staging, $"{name}/{LayerStaging.LockName}");
            return held is not null;
        }
        catch (LinuxException error) when (error.Errno == Errno.ENOENT)
        {
            return Statx.TryQuery(staging, name, StatFlags.NoFollow, out var status) == Errno.None
                && DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(status.MtimeSeconds) > WithoutLock;
        }
    }

    /// <returns>How many directories were removed.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static int Run(StoreRoot root, ObjectPool pool)
    {
        if (OpenAt.TryOpen(root.Root, LayerStaging.BasePath, OpenFlags.Directory | OpenFlags.ReadOnly, 0, out var staging) != Errno.None)
        {
            return 0;
        }

        var removed = 0;
        using (staging)
        {
            foreach (var entry in DirectoryReader.Read(staging!).Where(entry => entry.Type == FileType.Directory).ToList())
            {
                removed += Remove(root, staging!, entry.ToString(), pool) ? 1 : 0;
            }
        }

        return removed;
    }

    private static bool Remove(StoreRoot root, SafeFileHandle staging, string name, ObjectPool pool)
    {
        using var held = TryLock(staging, name);
        if (held is null)
        {
            return false;
        }

        ReleaseObjects(staging, name, pool);
        TreeRemover.Remove(staging, name);
        ObjectHolders.Remove(root.Root, name);
        return true;
    }

    private static RecordLock? TryLock(SafeFileHandle staging, string name)
    {
        try
        {
            return RecordLock.TryAcquire(staging, $"{name}/{LayerStaging.LockName}", LockMode.Exclusive);
        }
        catch (LinuxException error) when (error.Errno == Errno.ENOENT)
        {
            // Another sweep was faster.
            return null;
        }
    }

    private static void ReleaseObjects(SafeFileHandle staging, string name, ObjectPool pool)
    {
        const OpenFlags Flags = OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow;
        if (OpenAt.TryOpen(staging, $"{name}/{LayerStaging.DiffPath}", Flags, 0, out var diff) == Errno.None)
        {
            using (diff)
            {
                ObjectRelease.Run(pool, diff!);
            }
        }
    }
}
