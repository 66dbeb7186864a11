using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Store;

namespace GraphDriver.Layers;

/// <summary>
/// Removes what processes that died have left below <c>overlay/staging/</c>: every directory whose lock can be had.
/// </summary>
internal static class StagingSweep
{
    public static void Run(StoreRoot root)
    {
        if (OpenAt.TryOpen(root.Root, LayerStaging.BasePath, OpenFlags.Directory | OpenFlags.ReadOnly, 0, out var staging) != Linux.Errno.None)
        {
            return;
        }

        using (staging)
        {
            foreach (var entry in DirectoryReader.Read(staging!).ToList())
            {
                var name = System.Text.Encoding.UTF8.GetString(entry.Name);
                using var held = RecordLock.TryAcquire(staging!, $"{name}/{LayerStaging.LockName}", LockMode.Exclusive);
                if (held is not null)
                {
                    TreeRemover.Remove(staging!, name);
                }
            }
        }
    }
}
