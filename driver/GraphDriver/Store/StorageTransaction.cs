namespace GraphDriver.Store;

/// <summary>
/// Changes to layers, images and containers at once, under the exclusive locks of all three, taken in the order of
/// containers/storage. Each part is saved for itself, in an order that leaves nothing dangling when the process ends in
/// between.
/// </summary>
public sealed class StorageTransaction : IDisposable
{
    private readonly MountPoints _mountPoints;

    private StorageTransaction(LayerTransaction layers, ImageTransaction images, ContainerTransaction containers, MountPoints mountPoints)
    {
        (Layers, Images, Containers) = (layers, images, containers);
        _mountPoints = mountPoints;
    }

    public LayerTransaction Layers { get; }

    public ImageTransaction Images { get; }

    public ContainerTransaction Containers { get; }

    internal static StorageTransaction Begin(ContainerStorage storage)
    {
        var layers = storage.Layers.BeginWrite();
        ImageTransaction? images = null;
        try
        {
            images = storage.Images.BeginWrite();
            return new StorageTransaction(layers, images, storage.Containers.BeginWrite(), storage.MountPoints);
        }
        catch
        {
            images?.Dispose();
            layers.Dispose();
            throw;
        }
    }

    /// <summary>Removes an image and those of its layers that no other image, layer or container needs.</summary>
    /// <returns>The layers that were removed, topmost first.</returns>
    /// <exception cref="ArgumentException">There is no such image.</exception>
    /// <exception cref="StoreItemInUseException">A container was made from the image, or one of the layers to remove is mounted.</exception>
    /// <exception cref="Linux.LinuxException">A call failed; layers that were not removed whole are removed by the next one who writes.</exception>
    public IReadOnlyList<LayerId> DeleteImage(ImageId image)
    {
        var record = Images.Records.Find(image) ?? throw new ArgumentException($"there is no image {image}", nameof(image));
        if (Containers.Records.OfImage(image).FirstOrDefault() is { } container)
        {
            var name = container.Names is [var first, ..] ? $" ({first})" : "";
            throw new StoreItemInUseException($"the image {image.ShortHex} is used by the container {container.Id.ShortHex}{name}");
        }

        var layers = LayerReferences.OnlyUsedBy(Layers.Records, Images.Records, Containers.Records, record);
        foreach (var layer in layers)
        {
            _mountPoints.RequireUnmounted(layer);
        }

        Images.Remove(image);
        foreach (var layer in layers)
        {
            Layers.Remove(layer);
        }

        return layers;
    }

    /// <summary>Removes those of some layers that no image, container or other layer needs, and that are not mounted.</summary>
    /// <param name="candidates">The layers; of a chain the topmost first.</param>
    /// <returns>The layers that were removed.</returns>
    /// <exception cref="Linux.LinuxException">A call failed; layers that were not removed whole are removed by the next one who writes.</exception>
    public IReadOnlyList<LayerId> DeleteUnneeded(IEnumerable<LayerId> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var references = new LayerReferences(Images.Records, Containers.Records);
        var removed = new List<LayerId>();
        foreach (var layer in candidates)
        {
            if (Layers.Records.Find(layer) is not null && !references.IsNeeded(layer, Layers.Records, []) && !_mountPoints.IsMounted(layer))
            {
                Layers.Remove(layer);
                removed.Add(layer);
            }
        }

        return removed;
    }

    /// <summary>Removes a container's layer, then its folders, then its record.</summary>
    /// <exception cref="ArgumentException">There is no such container.</exception>
    /// <exception cref="StoreItemInUseException">Its layer is mounted.</exception>
    /// <exception cref="Linux.LinuxException">A call failed; the record stays.</exception>
    public void DeleteContainer(ContainerId container)
    {
        var record = Containers.Records.Find(container) ?? throw new ArgumentException($"there is no container {container}", nameof(container));
        if (Layers.Records.Find(record.LayerId) is { } layer)
        {
            _mountPoints.RequireUnmounted(layer.Id);
            Layers.Remove(layer.Id);
        }

        Containers.Remove(container);
    }

    public void Dispose()
    {
        Containers.Dispose();
        Images.Dispose();
        Layers.Dispose();
    }
}
