namespace GraphDriver.Store;

/// <summary>Who needs which layer: images, containers, and layers above it.</summary>
internal sealed class LayerReferences
{
    private readonly StorageTransaction _storage;
    private readonly HashSet<LayerId> _tops;

    /// <param name="storage">The records.</param>
    /// <param name="leaving">An image whose needs do not count, since it goes.</param>
    public LayerReferences(StorageTransaction storage, ImageRecord? leaving = null)
    {
        _storage = storage;
        _tops = storage.Images.Records.Records.Where(image => image.Id != leaving?.Id)
            .SelectMany(image => image.MappedTopLayers.Prepend(image.TopLayer)).ToHashSet();
    }

    /// <summary>The layers that go with an image, topmost first: down to the first that something else needs.</summary>
    public static IReadOnlyList<LayerId> OnlyUsedBy(StorageTransaction storage, ImageRecord image)
    {
        var references = new LayerReferences(storage, image);
        var layers = storage.Layers.Records;
        var going = image.MappedTopLayers.Where(layer => layers.Find(layer) is not null && !references.IsNeeded(layer, [])).ToList();
        for (var id = image.TopLayer; layers.Find(id) is { } layer && !references.IsNeeded(id, going); id = layer.Parent)
        {
            going.Add(id);
        }

        return going;
    }

    /// <summary>Whether an image, a container or a layer that does not go itself needs the layer.</summary>
    public bool IsNeeded(LayerId layer, IReadOnlyCollection<LayerId> going) =>
        _tops.Contains(layer)
        || _storage.Containers.Records.OfLayer(layer) is not null
        || _storage.Layers.Records.ChildrenOf(layer).Any(child => !going.Contains(child.Id));
}
