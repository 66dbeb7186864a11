using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Mounts;

/// <summary>A read-write layer while somebody reads what it changed: its own directory, its mount, and the mount of what lies below it.</summary>
internal sealed class MountedLayer : IDisposable
{
    private readonly MountedTree _tree;
    private readonly MountedTree? _below;

    private MountedLayer(SafeFileHandle upper, MountedTree tree, MountedTree? below) => (Upper, _tree, _below) = (upper, tree, below);

    /// <summary>The directory that is written to, with the marks of overlayfs.</summary>
    public SafeFileHandle Upper { get; }

    /// <summary>All that the layer shows.</summary>
    public SafeFileHandle Tree => _tree.Root;

    /// <summary>What lies below it; null where nothing does.</summary>
    public SafeFileHandle? Below => _below?.Root;

    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    public static MountedLayer Mount(ContainerStorage storage, ILayerMounting mounting, LayerRecord layer)
    {
        var upper = OpenAt.Open(storage.Root.Root, $"{LayerDirectories.PathOf(layer.Id)}/diff", OpenFlags.Directory | OpenFlags.NoFollow);
        MountedTree? tree = null;
        try
        {
            tree = MountedTree.Mount(storage, mounting, layer.Id);
            return new MountedLayer(upper, tree, layer.Parent.IsEmpty ? null : MountedTree.Mount(storage, mounting, layer.Parent));
        }
        catch
        {
            tree?.Dispose();
            upper.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Upper.Dispose();
        _below?.Dispose();
        _tree.Dispose();
    }
}
