using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Mounts;

/// <summary>Compares layers with the content pool name by name, inode by inode or else by size.</summary>
internal sealed class PoolCoverage(string graphRoot) : IObjectCoverage
{
    private const int ShardLength = 2;

    public string Directory { get; } = Path.Combine(graphRoot, "graphdriver", "objects");

    public bool HoldsAll(OverlayLayer layer)
    {
        if (OpenAt.TryOpen(WorkingDirectory.Handle, Directory, OpenFlags.PathOnly | OpenFlags.Directory, 0, out var pool) != Errno.None)
        {
            return false;
        }

        using (pool)
        using (var diff = OpenAt.Open(layer.Diff, OpenFlags.Directory))
        {
            return DirectoryReader.Read(diff).Where(shard => shard.Name.Length == ShardLength).All(shard => HoldsShard(pool!, diff, shard.Name));
        }
    }

    private static bool HoldsShard(Microsoft.Win32.SafeHandles.SafeFileHandle pool, Microsoft.Win32.SafeHandles.SafeFileHandle diff, byte[] name)
    {
        if (OpenAt.TryOpen(pool, name, OpenFlags.PathOnly | OpenFlags.Directory, 0, out var shelf) != Errno.None)
        {
            return false;
        }

        using (shelf)
        using (var shard = OpenAt.Open(diff, name, OpenFlags.Directory | OpenFlags.NoFollow))
        {
            foreach (var entry in DirectoryReader.Read(shard))
            {
                var own = Statx.Query(shard, entry.Name);
                if (Statx.TryQuery(shelf!, entry.Name, StatFlags.NoFollow, out var pooled) != Errno.None
                    || (!pooled.IsSameFile(own) && pooled.Size != own.Size))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
