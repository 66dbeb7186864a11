using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store;

/// <summary>A store of someone else (<c>additionalimagestores</c>), whose images and layers are used and never changed.</summary>
public sealed class AdditionalStore : IDisposable
{
    private readonly List<IDisposable> _open = [];

    private AdditionalStore(string path, SafeFileHandle root)
    {
        Path = path;
        _open.Add(root);
        Layers = Own(root, StoreLayout.Layers) is { } layers ? new LayerStore(layers) : null;
        Images = Own(root, StoreLayout.Images) is { } images ? new ImageStore(images, isReadOnly: true) : null;
    }

    /// <summary>The store's root: absolute.</summary>
    public string Path { get; }

    /// <summary>Its layers; null where it has none.</summary>
    public LayerStore? Layers { get; }

    /// <summary>Its images; null where it has none.</summary>
    public ImageStore? Images { get; }

    /// <summary>Opens the store at a path.</summary>
    /// <exception cref="LinuxException">It is not there, or a call failed.</exception>
    public static AdditionalStore Open(string path) => new(path, OpenAt.Open(path, OpenFlags.Directory));

    public void Dispose() => _open.ForEach(one => one.Dispose());

    private StoreFolder? Own(SafeFileHandle root, string name)
    {
        if (Statx.TryQuery(root, name, StatFlags.NoFollow, out _) == Errno.ENOENT)
        {
            return null;
        }

        var folder = StoreFolder.Open(root, Path, name);
        _open.Add(folder);
        return folder;
    }
}
