namespace GraphDriver.Store;

/// <summary>All that a store and its additional stores hold, as it was at one moment.</summary>
public sealed class StorageSnapshot
{
    private readonly IReadOnlyList<LayerSnapshot> _allLayers;

    internal StorageSnapshot(
        LayerSnapshot layers, ImageSnapshot images, ContainerSnapshot containers, IReadOnlyList<MountPoint> mountPoints, IReadOnlyList<(LayerSnapshot? Layers, ImageSnapshot? Images)> additional)
    {
        (Layers, Images, Containers, MountPoints) = (layers, images, containers, mountPoints);
        AdditionalImages = [.. additional.Select(store => store.Images).OfType<ImageSnapshot>()];
        _allLayers = [layers, .. additional.Select(store => store.Layers).OfType<LayerSnapshot>()];
    }

    public LayerSnapshot Layers { get; }

    public ImageSnapshot Images { get; }

    public ContainerSnapshot Containers { get; }

    public IReadOnlyList<MountPoint> MountPoints { get; }

    /// <summary>The images of the additional stores, in the order of the configuration.</summary>
    public IReadOnlyList<ImageSnapshot> AdditionalImages { get; }

    /// <summary>A layer of the store or of an additional one; null where there is none.</summary>
    public LayerRecord? FindLayer(LayerId id) => _allLayers.Select(layers => layers.Find(id)).FirstOrDefault(layer => layer is not null);

    /// <summary>The image that a user means, looked for in the store and then in the additional ones.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The text is the beginning of more than one id.</exception>
    public FoundImage GetImage(string text, Func<IReadOnlyList<string>>? searchRegistries = null) =>
        AdditionalImages.Prepend(Images).Select(images => new ImageLookup(images, searchRegistries).Find(text)).FirstOrDefault(found => found is not null)
        ?? throw ImageLookup.NotFound(text);

    /// <summary>The layers of an image, topmost first.</summary>
    /// <exception cref="InvalidDataException">A layer is missing, or is its own ancestor.</exception>
    public IReadOnlyList<LayerRecord> LayersOf(ImageRecord image)
    {
        var chain = new List<LayerRecord>();
        var seen = new HashSet<LayerId>();
        for (var id = image.TopLayer; !id.IsEmpty; id = chain[^1].Parent)
        {
            if (!seen.Add(id))
            {
                throw new InvalidDataException($"the image {image.Id.ShortHex} is damaged: its layer {id} is its own ancestor");
            }

            chain.Add(FindLayer(id) ?? throw new InvalidDataException($"the image {image.Id.ShortHex} is damaged: its layer {id} is missing"));
        }

        return chain;
    }
}
