namespace GraphDriver.Store;

/// <summary>Who needs which layer: images, containers, and layers above it.</summary>
internal sealed class LayerReferences
{
    private readonly ContainerSnapshot _containers;
    private readonly HashSet<LayerId> _tops;

    /// <param name="images">The images.</param>
    /// <param name="containers">The containers.</param>
    /// <param name="leaving">An image whose needs do not count, since it goes.</param>
    public LayerReferences(ImageSnapshot images, ContainerSnapshot containers, ImageRecord? leaving = null)
    {
        _containers = containers;
        _tops = images.Records.Where(image => image.Id != leaving?.Id)
            .SelectMany(image => image.MappedTopLayers.Prepend(image.TopLayer)).ToHashSet();
    }

    /// <summary>The layers that go with an image, topmost first: down to the first that something else needs.</summary>
    public static IReadOnlyList<LayerId> OnlyUsedBy(LayerSnapshot layers, ImageSnapshot images, ContainerSnapshot containers, ImageRecord image)
    {
        var references = new LayerReferences(images, containers, image);
        var going = image.MappedTopLayers.Where(layer => layers.Find(layer) is not null && !references.IsNeeded(layer, layers, [])).ToList();
        for (var id = image.TopLayer; layers.Find(id) is { } layer && !going.Contains(id) && !references.IsNeeded(id, layers, going); id = layer.Parent)
        {
            going.Add(id);
        }

        return going;
    }

    /// <summary>Whether an image, a container or a layer that does not go itself needs the layer.</summary>
    public bool IsNeeded(LayerId layer, LayerSnapshot layers, IReadOnlyCollection<LayerId> going) =>
        _tops.Contains(layer)
        || _containers.OfLayer(layer) is not null
        || layers.ChildrenOf(layer).Any(child => !going.Contains(child.Id));
}
