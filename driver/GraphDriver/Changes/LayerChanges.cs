using GraphDriver.Drivers;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Mounts;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Changes;

/// <summary>Finds what layers change, in whatever form the store keeps them.</summary>
internal sealed class LayerChanges(ContainerStorage storage, ILayerMounting mounting)
{
    private readonly LayerChainReader _chains = new(storage.Root.GraphRootPath, storage.Configuration.AdditionalImageStores);

    /// <inheritdoc cref="ILayerComparison.Changes(LayerId)"/>
    public IReadOnlyList<LayerChange> OfLayer(LayerId id)
    {
        var record = storage.Layers.Read().Find(id) ?? throw new InvalidDataException($"there is no layer {id}");
        var changes = new ChangeList();
        MountedTree? whole = null;
        try
        {
            using var layer = OpenLayer(id);
            using var below = record.Parent.IsEmpty ? null : Mount(record.Parent);
            new LayerComparer(changes, () => (whole ??= Mount(id)).Root).Compare(layer, below?.Root);
        }
        finally
        {
            whole?.Dispose();
        }

        return changes.ToSorted();
    }

    /// <inheritdoc cref="ILayerComparison.Changes(LayerId, LayerId)"/>
    public IReadOnlyList<LayerChange> OfTrees(LayerId id, LayerId other)
    {
        var changes = new ChangeList();
        if (id != other)
        {
            using var tree = Mount(id);
            using var otherTree = Mount(other);
            new TreeComparer(changes).Compare(tree.Root, otherTree.Root, []);
        }

        return changes.ToSorted();
    }

    private MountedTree Mount(LayerId id) => MountedTree.Mount(storage, mounting, id);

    /// <summary>The layer's own files with the marks that overlayfs reads: its directory, or a mount of its image alone.</summary>
    private SafeFileHandle OpenLayer(LayerId id)
    {
        var layer = _chains.Read(id, []).Top;
        if (layer.ImagePath is not { } image)
        {
            return OpenAt.Open(layer.Diff, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        }

        using var mount = ErofsMount.Mount(new ErofsLower(image, layer.MayHaveAcls));
        return OpenAt.Open(mount, ".", OpenFlags.ReadOnly | OpenFlags.Directory);
    }
}
