using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Savings.Disk;
using GraphDriver.Savings.Disk.Counting;
using GraphDriver.Store;

namespace GraphDriver.Layers;

/// <summary>
/// Makes equal files of layers one: objects of layers in the composefs form, podman's too, by hard links to the pool's; files of other layers by shared blocks, where
/// the file system can, since a file there has metadata of its own. Containers may run meanwhile, and other tools work on the store. Ended at any
/// point, it leaves every layer as whole as it was; the next run goes on.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="log">Hears what is told at debug level; may be null.</param>
public sealed class Deduplication(ContainerStorage store, Action<string>? log = null)
{
    /// <summary>Deduplicates, and tells what that saved.</summary>
    /// <param name="cancellationToken">Ends the work between two files; what was done before stays done.</param>
    /// <exception cref="IOException">Another process is at it, or a call failed.</exception>
    public Deduplicated Run(CancellationToken cancellationToken)
    {
        var before = Usage(LayersWithObjects(), cancellationToken);
        using var scratch = MergeScratch.TryOpen(store.Root.Root) ?? throw new IOException($"another process deduplicates {store.Root.GraphRootPath} at this moment");
        using var pool = ObjectPool.Open(store.Root.Root);
        PoolUpkeep.Run(store.Root, pool, cancellationToken);
        IndexLayers();
        Flush.Run(store);
        var withObjects = LayersWithObjects();
        var merged = MergeObjects(withObjects, pool, scratch, cancellationToken);
        var plain = PlainLayers(withObjects);
        var sharing = new BlockSharing(store.Root.Root, pool);
        sharing.Run([.. plain.Select(layer => $"{LayerDirectories.PathOf(layer)}/diff")], cancellationToken);
        return new Deduplicated
        {
            Layers = withObjects.Count + (sharing.IsPossible ? plain.Count : 0),
            ObjectsAdded = merged.Added,
            ObjectsMerged = merged.Replaced,
            ObjectsDamaged = merged.Damaged,
            FilesShared = sharing.Files,
            SharedBytes = sharing.Bytes,
            BytesMerged = merged.Bytes,
            BytesBefore = before,
            BytesAfter = Usage(withObjects, cancellationToken),
        };
    }

    /// <summary>What the chunks of podman's layers are is read before these become layers like ours.</summary>
    private void IndexLayers()
    {
        var stores = StorePlace.Of(store);
        try
        {
            while (LayerIndexer.Run(stores, log))
            {
            }
        }
        finally
        {
            foreach (var one in stores)
            {
                one.Dispose();
            }
        }
    }

    private MergedObjects MergeObjects(IReadOnlyList<LayerId> layers, ObjectPool pool, MergeScratch scratch, CancellationToken cancellationToken)
    {
        var done = new MergedObjects();
        var flushed = Flush.IsAskedFor(store) ? EntryTrust.Load(store.Root.Root) : null;
        foreach (var layer in layers)
        {
            var records = new IndexRecords();
            var merge = new ObjectMerge(pool, scratch, records, flushed, log);
            try
            {
                // Noted first, so that what joins the pool is found to be nobody's when another tool removes the layer.
                ObjectHolders.Add(store.Root.Root, layer.Hex);
                merge.Run(store.Root.Root, $"{LayerDirectories.PathOf(layer)}/diff", cancellationToken);
            }
            finally
            {
                ObjectIndex.Add(store.Root.Root, records);
            }

            done.Added += merge.Done.Added;
            done.Replaced += merge.Done.Replaced;
            done.Bytes += merge.Done.Bytes;
            done.Damaged += merge.Done.Damaged;
        }

        return done;
    }

    /// <summary>The layers of images that are files with metadata of their own; what a container writes to is left alone.</summary>
    private List<LayerId> PlainLayers(IReadOnlyList<LayerId> withObjects)
    {
        var others = withObjects.ToHashSet();
        others.UnionWith(store.Containers.Read().Records.Select(container => container.LayerId));
        return [.. store.Layers.Read().Records.Select(layer => layer.Id).Where(layer => !others.Contains(layer))];
    }

    private long Usage(IReadOnlyList<LayerId> layers, CancellationToken cancellationToken)
    {
        var inodes = new InodeCounter(Statx.Query(store.Root.Root).Dev, extents: null);
        var trees = new TreeCounter(inodes, cancellationToken);
        trees.Add(store.Root.Root, [.. "graphdriver"u8], 0, DiskPart.Objects);
        foreach (var layer in layers)
        {
            using var folder = TreeCounter.TryOpen(store.Root.Root, LayerDirectories.PathOf(layer));
            if (folder is not null)
            {
                trees.Add(folder, [.. "diff"u8], 0, DiskPart.Objects);
            }
        }

        return inodes.OnDisk;
    }

    private List<LayerId> LayersWithObjects() =>
        [.. store.Layers.Read().Records.Select(layer => layer.Id)
            .Where(layer => Statx.TryQuery(store.Root.Root, $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}", StatFlags.NoFollow, out _) == Errno.None)];
}
