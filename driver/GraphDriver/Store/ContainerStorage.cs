using GraphDriver.Configuration;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store.Files;
using GraphDriver.Store.Locks;

namespace GraphDriver.Store;

/// <summary>
/// A store in the layout of containers/storage with the overlay driver: the records of layers, images and containers,
/// shared with podman, buildah, skopeo and CRI-O, which may work on it at the same time.
/// </summary>
/// <remarks>Where several locks are held, they are taken in the order layers, images, containers; mount points after layers.</remarks>
public sealed class ContainerStorage : IDisposable
{
    private const uint LinksMode = 0x1ED;

    private readonly List<IDisposable> _open;

    private ContainerStorage(StorageConfiguration configuration, StoreRoot root, List<IDisposable> open, ILayerDirectories directories)
    {
        (Configuration, Root, _open) = (configuration, root, open);
        var layers = Own(root.Root, root.GraphRootPath, StoreLayout.Layers);
        var runLayers = Own(root.RunRoot, root.RunRootPath, StoreLayout.Layers);
        var images = Own(root.Root, root.GraphRootPath, StoreLayout.Images);
        var containers = Own(root.Root, root.GraphRootPath, StoreLayout.Containers);
        var runContainers = Own(root.RunRoot, root.RunRootPath, StoreLayout.Containers);
        Layers = new LayerStore(layers, configuration.TransientStore ? runLayers : layers, directories);
        Images = new ImageStore(images, isReadOnly: false);
        Containers = new ContainerStore(containers, runContainers, configuration.TransientStore);
        MountPoints = new MountPoints(runLayers);
        AdditionalStores = [.. configuration.AdditionalImageStores.Select(Own)];
    }

    public StorageConfiguration Configuration { get; }

    public StoreRoot Root { get; }

    public LayerStore Layers { get; }

    public ImageStore Images { get; }

    public ContainerStore Containers { get; }

    public MountPoints MountPoints { get; }

    /// <summary>The stores of others that are configured, in order.</summary>
    public IReadOnlyList<AdditionalStore> AdditionalStores { get; }

    /// <summary>Opens the store that is configured, and makes it where it is missing, as podman does on an empty root.</summary>
    /// <param name="configuration">Where the store is.</param>
    /// <param name="directories">Who removes the folders of layers; by default folder, objects and short name go.</param>
    /// <exception cref="NotSupportedException">The configuration asks for what this driver does not do; it is named.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static ContainerStorage Open(StorageConfiguration configuration, Func<StoreRoot, ILayerDirectories>? directories = null)
    {
        RequireSupported(configuration);
        var root = StoreRoot.Open(configuration.GraphRoot, configuration.RunRoot);
        var open = new List<IDisposable> { root };
        try
        {
            MakeLayout(root);
            return new ContainerStorage(configuration, root, open, directories?.Invoke(root) ?? new LayerDirectories(root));
        }
        catch
        {
            open.ForEach(one => one.Dispose());
            throw;
        }
    }

    /// <summary>All records, as they are at one moment: layers and images do not change while they are read.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public StorageSnapshot Read()
    {
        using var layers = Layers.BeginRead();
        using var images = Images.BeginRead();
        using var containers = Containers.BeginRead();
        return new StorageSnapshot(
            layers.Records,
            images.Records,
            containers.Records,
            MountPoints.Read(),
            [.. AdditionalStores.Select(store => (store.Layers?.Read(), store.Images?.Read()))]);
    }

    /// <summary>Takes the exclusive locks of layers, images and containers.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; it is named.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public StorageTransaction BeginWrite() => StorageTransaction.Begin(this);

    public void Dispose() => _open.ForEach(one => one.Dispose());

    private static void RequireSupported(StorageConfiguration configuration)
    {
        if (configuration.Driver != "overlay")
        {
            throw new NotSupportedException($"{configuration.DriverOrigin ?? "driver"}: the storage driver '{configuration.Driver}' is not supported, only 'overlay' is");
        }

        if (configuration.ImageStore is { } imageStore)
        {
            throw new NotSupportedException($"storage.imagestore: a separate store for images ({imageStore}) is not supported; use additionalimagestores, or one root for all");
        }
    }

    private static void MakeLayout(StoreRoot root)
    {
        using (var overlay = StoreFolder.OpenOrMake(root.Root, root.GraphRootPath, StoreLayout.Overlay))
        {
            MkdirAt.MakeIfMissing(overlay.Handle, StoreLayout.Links, LinksMode);
        }

        StoreFolder.OpenOrMake(root.RunRoot, root.RunRootPath, StoreLayout.Overlay).Dispose();
        StoreFolder.OpenOrMake(root.RunRoot, root.RunRootPath, StoreLayout.DigestLocks).Dispose();
        using var top = StoreFolder.Open(root.Root, root.GraphRootPath, ".");
        StoreLock.Touch(top, StoreLayout.StorageLock);
        StoreLock.Touch(top, StoreLayout.UserNamespaceLock);
    }

    private AdditionalStore Own(string path)
    {
        var store = AdditionalStore.Open(path);
        _open.Add(store);
        return store;
    }

    private StoreFolder Own(Microsoft.Win32.SafeHandles.SafeFileHandle parent, string parentPath, string name)
    {
        var folder = StoreFolder.OpenOrMake(parent, parentPath, name);
        _open.Add(folder);
        return folder;
    }
}
