using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Frees the objects of a layer that goes: every content that no other layer has is taken out of the pool as well, so
/// that the disk has its space back at once.
/// </summary>
internal static class ObjectRelease
{
    /// <summary>Empties a layer's <c>diff/</c> of its objects. What is no object is left for whoever removes the folder.</summary>
    public static void Run(ObjectPool pool, SafeFileHandle diff)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        foreach (var shard in DirectoryReader.Read(diff).Where(entry => entry.Type == FileType.Directory).ToList())
        {
            using var folder = OpenAt.Open(diff, shard.Name, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
            foreach (var entry in DirectoryReader.Read(folder).Where(entry => ObjectPath.IsObject(shard.Name, entry.Name)).ToList())
            {
                UnlinkAt.Unlink(folder, entry.Name);
                pool.Sweep(ObjectPath.Join(shard.Name, entry.Name, path));
            }
        }
    }

    /// <summary>Takes every content out of the pool that no layer has any more, and tells how many and how many bytes of disk.</summary>
    public static (long Objects, long Bytes) SweepAll(ObjectPool pool, CancellationToken cancellationToken)
    {
        var (objects, bytes) = (0L, 0L);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        foreach (var (shard, name) in pool.Entries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var freed = pool.Sweep(ObjectPath.Join(shard, name, path));
            objects += freed is null ? 0 : 1;
            bytes += freed ?? 0;
        }

        return (objects, bytes);
    }
}
