using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Store;
using GraphDriver.Store.Files;

namespace GraphDriver.Layers;

/// <summary>
/// Finds and removes what nothing refers to any more: staging directories and half-written files of processes that died, layers that no image,
/// container or other layer needs, and objects that no layer has.
/// </summary>
public sealed class GarbageCollection(ContainerStorage store)
{
    /// <summary>How long a layer may be without an image: the layers that a pull has brought have theirs only at its end.</summary>
    public static readonly TimeSpan DefaultLayerAge = TimeSpan.FromDays(1);

    /// <summary>Collects, and tells what was found.</summary>
    /// <param name="layerAge">The age from which on a layer that nothing needs is removed.</param>
    /// <param name="cancellationToken">Ends the work between two steps; what was removed before stays removed.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public CollectedGarbage Run(TimeSpan layerAge, CancellationToken cancellationToken)
    {
        using var pool = ObjectPool.Open(store.Root.Root);
        var staged = StagingSweep.Run(store.Root, pool);
        cancellationToken.ThrowIfCancellationRequested();
        RemoveImageFolders();
        var temporary = RemoveTemporaryFiles();
        var layers = RemoveLayers(DateTimeOffset.UtcNow - layerAge);
        var lost = PoolUpkeep.LostHolders(store.Root);
        var (objects, bytes) = ObjectRelease.SweepAll(pool, cancellationToken);
        PoolUpkeep.Forget(store.Root, lost);
        MergeScratch.TryOpen(store.Root.Root)?.Dispose();
        ObjectIndex.Compact(store.Root.Root);
        return new CollectedGarbage { StagingDirectories = staged, TemporaryFiles = temporary, Layers = layers, Objects = objects, ObjectBytes = bytes };
    }

    /// <summary>The documents of an image are there before its record; a crash in between leaves them.</summary>
    private void RemoveImageFolders()
    {
        using var images = store.Images.BeginWrite();
        foreach (var name in DirectoryReader.Read(store.Images.Folder.Handle).Where(entry => entry.Type == FileType.Directory).Select(entry => entry.ToString()).ToList())
        {
            if (ImageId.TryParse(name, out var id) && images.Records.Find(id) is null)
            {
                store.Images.Folder.RemoveTree(name);
            }
        }
    }

    /// <summary>A look without the locks first, since there is nothing to do nearly always.</summary>
    private int RemoveTemporaryFiles() =>
        RemoveTemporaryFiles(store.Layers.Folder, store.Layers.BeginWrite)
        + RemoveTemporaryFiles(store.Images.Folder, store.Images.BeginWrite)
        + RemoveTemporaryFiles(store.Containers.Folder, store.Containers.BeginWrite);

    private static int RemoveTemporaryFiles(StoreFolder folder, Func<IDisposable> begin)
    {
        if (TemporaryFiles.Find(folder).Count == 0)
        {
            return 0;
        }

        using (begin())
        {
            return TemporaryFiles.Remove(folder);
        }
    }

    private IReadOnlyList<LayerId> RemoveLayers(DateTimeOffset createdBefore)
    {
        if (!HasUnneeded(createdBefore))
        {
            return [];
        }

        using var transaction = store.BeginWrite();
        var all = transaction.Layers.Records;
        var old = all.Records.Where(layer => layer.Created.Moment < createdBefore)
            .OrderByDescending(layer => all.ChainOf(layer.Id).Count)
            .Select(layer => layer.Id)
            .ToList();
        return transaction.DeleteUnneeded(old);
    }

    /// <summary>A look without the exclusive locks, since there is nothing to do nearly always.</summary>
    private bool HasUnneeded(DateTimeOffset createdBefore)
    {
        var snapshot = store.Read();
        var references = new LayerReferences(snapshot.Images, snapshot.Containers);
        return snapshot.Layers.Records.Any(layer => layer.Created.Moment < createdBefore && !references.IsNeeded(layer.Id, snapshot.Layers, []));
    }
}
