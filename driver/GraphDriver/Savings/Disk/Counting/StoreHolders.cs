using GraphDriver.Store;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// The records of a store as numbers: who may hold files. Holders are the store itself, what <c>gc</c> collects, and each layer, image and container.
/// </summary>
internal sealed class StoreHolders
{
    /// <summary>The store itself: what goes with nothing.</summary>
    public const int Store = 0;

    /// <summary>What nothing refers to.</summary>
    public const int Garbage = 1;

    private const int FirstLayer = 2;

    private readonly Dictionary<LayerId, int> _layers;
    private readonly Dictionary<ImageId, int> _images;
    private readonly Dictionary<ContainerId, int> _containers;

    public StoreHolders(LayerSnapshot layers, ImageSnapshot images, ContainerSnapshot containers)
    {
        (Layers, Images, Containers) = (layers, images, containers);
        _layers = Index(layers.Records.Select(layer => layer.Id), FirstLayer);
        _images = Index(images.Records.Select(image => image.Id), FirstLayer + _layers.Count);
        _containers = Index(containers.Records.Select(container => container.Id), FirstLayer + _layers.Count + _images.Count);
        OfContainers = containers.Records.Select(container => container.LayerId).ToHashSet();
        Count = FirstLayer + _layers.Count + _images.Count + _containers.Count;
    }

    public LayerSnapshot Layers { get; }

    public ImageSnapshot Images { get; }

    public ContainerSnapshot Containers { get; }

    /// <summary>The layers that containers write to.</summary>
    public IReadOnlySet<LayerId> OfContainers { get; }

    /// <summary>How many holders there are.</summary>
    public int Count { get; }

    /// <summary>The holder that a layer is; null where there is no such layer.</summary>
    public int? Of(LayerId layer) => _layers.TryGetValue(layer, out var holder) ? holder : null;

    /// <summary>The holder that an image is; null where there is no such image.</summary>
    public int? Of(ImageId image) => _images.TryGetValue(image, out var holder) ? holder : null;

    /// <summary>The holder that a container is; null where there is no such container.</summary>
    public int? Of(ContainerId container) => _containers.TryGetValue(container, out var holder) ? holder : null;

    /// <summary>The layers of a chain that are in this store, topmost first; those that are missing, or in another store, are left out.</summary>
    public IReadOnlyList<LayerRecord> ChainOf(LayerId top)
    {
        var chain = new List<LayerRecord>();
        var seen = new HashSet<LayerId>();
        for (var layer = Layers.Find(top); layer is not null && seen.Add(layer.Id); layer = Layers.Find(layer.Parent))
        {
            chain.Add(layer);
        }

        return chain;
    }

    /// <summary>The layers that an image is made of, and those of copies with other id mappings, each once.</summary>
    public IEnumerable<LayerRecord> LayersOf(ImageRecord image) =>
        image.MappedTopLayers.Prepend(image.TopLayer).SelectMany(ChainOf).DistinctBy(layer => layer.Id);

    private static Dictionary<T, int> Index<T>(IEnumerable<T> ids, int first)
        where T : notnull =>
        ids.Select((id, number) => KeyValuePair.Create(id, first + number)).ToDictionary();
}
