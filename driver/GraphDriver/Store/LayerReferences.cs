namespace GraphDriver.Store;

/// <summary>Who needs which layer: other images, containers, and layers above it.</summary>
internal sealed class LayerReferences(StorageTransaction storage)
{
    /// <summary>The layers that go with an image, topmost first: down to the first that something else needs.</summary>
    public IReadOnlyList<LayerId> OnlyUsedBy(ImageRecord image)
    {
        var layers = storage.Layers.Records;
        var otherTops = storage.Images.Records.Records.Where(other => other.Id != image.Id)
            .SelectMany(other => other.MappedTopLayers.Prepend(other.TopLayer)).ToHashSet();
        var going = image.MappedTopLayers.Where(layer => layers.Find(layer) is not null && !IsNeeded(layer, [])).ToList();
        for (var id = image.TopLayer; layers.Find(id) is { } layer && !IsNeeded(id, going); id = layer.Parent)
        {
            going.Add(id);
        }

        return going;

        bool IsNeeded(LayerId layer, List<LayerId> alsoGoing) =>
            otherTops.Contains(layer)
            || storage.Containers.Records.OfLayer(layer) is not null
            || layers.ChildrenOf(layer).Any(child => !alsoGoing.Contains(child.Id));
    }
}
