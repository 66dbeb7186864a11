using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks;

/// <summary>Checks the entries of the content pool: that a layer has them too, and that they are what their names say.</summary>
internal sealed class PoolCheck(StoreRoot root, ObjectVerifier verifier, FindingList findings, ObjectFindings objects)
{
    private readonly List<string> _alone = [];

    /// <summary>Looks through the pool.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        if (OpenPool() is not { } pool)
        {
            return;
        }

        using (pool)
        {
            AllCores.ForEach(ObjectPool.EntriesOf(pool), entry => Look(pool, entry.Shard, entry.Name, cancellationToken), cancellationToken);
        }
    }

    /// <summary>
    /// Notes the entries that are still in the pool alone: those of a layer that was being removed have gone by now. One that a layer has lost
    /// is what mends it.
    /// </summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Confirm()
    {
        if (_alone.Count == 0 || OpenPool() is not { } pool)
        {
            return;
        }

        using (pool)
        {
            foreach (var path in _alone.Where(path => !objects.IsWanted(path) && IsAlone(pool, path)))
            {
                findings.Add(new Finding { Kind = FindingKind.OrphanedObject, Where = $"{ObjectPool.Folder}/{path}", What = "is in no layer", ObjectPath = path });
            }
        }
    }

    private SafeFileHandle? OpenPool() =>
        OpenAt.TryOpen(root.Root, ObjectPool.Folder, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var pool) == Errno.None ? pool : null;

    private void Look(SafeFileHandle pool, byte[] shard, byte[] name, CancellationToken cancellationToken)
    {
        var path = ObjectPath.Join(shard, name, stackalloc byte[ObjectPath.Length]);
        if (IsAlone(pool, path))
        {
            lock (_alone)
            {
                _alone.Add(Encoding.ASCII.GetString(path));
            }

            return;
        }

        if (verifier.Look(pool, path, size: null, verity: null, cancellationToken) is { Kind: FindingKind.DamagedObject } state)
        {
            objects.AddPooled(state, Encoding.ASCII.GetString(path));
        }
    }

    private static bool IsAlone(SafeFileHandle pool, LinuxPath path) =>
        Statx.TryQuery(pool, path, StatFlags.NoFollow, out var status) == Errno.None && status.Nlink == 1;
}
