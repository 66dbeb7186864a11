using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Counts what is this driver's alone: the pool, and its notes.</summary>
internal sealed class OwnFolderWalk(StoreHolders holders, InodeCounter inodes, TreeCounter trees)
{
    private const string PoolName = "objects";
    private const string HoldersName = "holders";

    /// <summary>Counts all below an open <c>graphdriver/</c>.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Add(SafeFileHandle own)
    {
        foreach (var entry in DirectoryReader.Read(own))
        {
            switch (entry.ToString())
            {
                case PoolName:
                    trees.In(own, PoolName, AddPool);
                    break;
                case HoldersName:
                    trees.In(own, HoldersName, AddHolders);
                    break;
                default:
                    trees.AddAny(own, entry, StoreHolders.Store, DiskPart.Notes);
                    break;
            }
        }
    }

    private void AddHolders(SafeFileHandle folder)
    {
        foreach (var entry in DirectoryReader.Read(folder))
        {
            var holder = LayerId.TryParse(entry.ToString(), out var id) ? holders.Of(id) : null;
            trees.AddAny(folder, entry, holder ?? StoreHolders.Store, DiskPart.Notes);
        }
    }

    private void AddPool(SafeFileHandle pool)
    {
        foreach (var shard in DirectoryReader.Read(pool))
        {
            if (shard.Type != FileType.Directory || shard.Name.Length != ObjectPath.ShardLength)
            {
                trees.AddAny(pool, shard, StoreHolders.Store, DiskPart.Notes);
                continue;
            }

            trees.In(pool, shard.Name, folder => AddShard(folder, shard.Name));
        }
    }

    private void AddShard(SafeFileHandle folder, byte[] shard)
    {
        foreach (var entry in DirectoryReader.Read(folder))
        {
            if (entry.Type == FileType.Regular && ObjectPath.IsObject(shard, entry.Name))
            {
                inodes.AddPooled(folder, entry, StoreHolders.Garbage);
            }
            else
            {
                trees.AddAny(folder, entry, StoreHolders.Store, DiskPart.Notes);
            }
        }
    }
}
