using GraphDriver.Layers;
using GraphDriver.Store;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// What goes with what. A layer goes with one image at most, since it stays while another one needs it; so each holder has one group, named by the holder that
/// is removed: an image, a container, or <see cref="StoreHolders.Garbage"/>.
/// </summary>
internal sealed class RemovalGroups
{
    private readonly int[] _groups;

    private readonly Dictionary<int, HashSet<string>> _layers = [];

    /// <param name="holders">The records.</param>
    /// <param name="mounted">The layers that are mounted, which stay.</param>
    /// <param name="now">The present moment, from which the age of layers counts.</param>
    public RemovalGroups(StoreHolders holders, IReadOnlySet<LayerId> mounted, DateTimeOffset now)
    {
        _groups = Enumerable.Repeat(HolderSets.Mixed, holders.Count).ToArray();
        _groups[StoreHolders.Garbage] = StoreHolders.Garbage;
        AddLayers(holders, StoreHolders.Garbage, Unneeded(holders, mounted, now - GarbageCollection.DefaultLayerAge));
        foreach (var image in holders.Images.Records)
        {
            var holder = holders.Of(image.Id)!.Value;
            _groups[holder] = holder;
            AddLayers(holders, holder, LayerReferences.OnlyUsedBy(holders.Layers, holders.Images, holders.Containers, image));
        }

        foreach (var container in holders.Containers.Records)
        {
            var holder = holders.Of(container.Id)!.Value;
            _groups[holder] = holder;
            AddLayers(holders, holder, holders.Of(container.LayerId) is null ? [] : [container.LayerId]);
        }

        Unused = UnusedImages(holders);
    }

    /// <summary>The group of each holder.</summary>
    public ReadOnlySpan<int> All => _groups;

    /// <summary>The images that no container uses, with all layers that go when they all do.</summary>
    public IReadOnlySet<string> Unused { get; }

    /// <summary>The layers of a group, by id.</summary>
    public IReadOnlySet<string> LayersOf(int group) => _layers.GetValueOrDefault(group) ?? [];

    private void AddLayers(StoreHolders holders, int group, IReadOnlyCollection<LayerId> layers)
    {
        _layers[group] = layers.Select(layer => layer.Hex).ToHashSet();
        foreach (var layer in layers)
        {
            _groups[holders.Of(layer)!.Value] = group;
        }
    }

    /// <summary>As <see cref="GarbageCollection"/> finds them.</summary>
    private static HashSet<LayerId> Unneeded(StoreHolders holders, IReadOnlySet<LayerId> mounted, DateTimeOffset createdBefore)
    {
        var references = new LayerReferences(holders.Images, holders.Containers);
        var going = new HashSet<LayerId>();
        var old = holders.Layers.Records.Where(layer => layer.Created.Moment < createdBefore && !mounted.Contains(layer.Id));
        foreach (var layer in old.OrderByDescending(layer => holders.ChainOf(layer.Id).Count))
        {
            if (!references.IsNeeded(layer.Id, holders.Layers, going))
            {
                going.Add(layer.Id);
            }
        }

        return going;
    }

    private static HashSet<string> UnusedImages(StoreHolders holders)
    {
        var used = holders.Containers.Records.Select(container => container.ImageId).ToHashSet();
        var unused = holders.Images.Records.Where(image => !used.Contains(image.Id)).ToList();
        var going = unused.SelectMany(holders.LayersOf).Select(layer => layer.Id).ToHashSet();
        var staying = holders.Images.Records.Where(image => used.Contains(image.Id)).SelectMany(holders.LayersOf)
            .Concat(holders.Layers.Records.Where(layer => !going.Contains(layer.Id) || holders.OfContainers.Contains(layer.Id)).SelectMany(layer => holders.ChainOf(layer.Id)));
        going.ExceptWith(staying.Select(layer => layer.Id));
        return [.. unused.Select(image => image.Id.Hex), .. going.Select(layer => layer.Hex)];
    }
}
