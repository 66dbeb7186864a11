using GraphDriver.Store;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Makes the figures of a store from what its walk has counted.</summary>
internal sealed class StoreCount
{
    private readonly StoreHolders _holders;
    private readonly InodeCounter _inodes;
    private readonly SharedExtents _extents;
    private readonly RemovalGroups _groups;
    private readonly StoreRecordSizes _records;
    private readonly Dictionary<FileHolders, DiskSize> _files;
    private readonly PartTable _parts;
    private readonly Sharing _sharing;

    public StoreCount(StoreHolders holders, InodeCounter inodes, SharedExtents extents, RemovalGroups groups, StoreRecordSizes records)
    {
        (_holders, _inodes, _extents, _groups, _records) = (holders, inodes, extents, groups, records);
        _files = FileHolders.SumOf(inodes.Inodes.Values);
        _parts = new PartTable(holders, inodes, _files);
        _sharing = new Sharing(holders.Count, inodes.Sets, _files.Keys.Select(files => files.Set));
    }

    /// <summary>The figures.</summary>
    /// <param name="root">The path of the root.</param>
    /// <param name="isReadOnly">Whether it is an additional store.</param>
    /// <param name="formOf">The form of a layer.</param>
    public StoreUsage Sum(string root, bool isReadOnly, Func<LayerId, LayerForm> formOf)
    {
        var removals = new RemovalSums(_inodes, _files, _extents, _groups.All);
        return new StoreUsage
        {
            Root = root,
            IsReadOnly = isReadOnly,
            Parts = Total(),
            SharedBlocks = new SharedBlocks(_extents.IsSupported == true, removals.SharedBytes, removals.CountedAgain),
            Images = Images(removals),
            Layers = Layers(formOf),
            Containers = Containers(removals),
            OwnParts = _parts.Of(StoreHolders.Store),
            ImageParts = _parts.Of(_parts.AllImages),
            ContainersOnDisk = _parts.Of(_parts.AllContainers).Total.OnDisk,
            Garbage = isReadOnly ? default : removals.Of(StoreHolders.Garbage, _records.FreedBy(_groups.LayersOf(StoreHolders.Garbage))),
            UnusedImages = isReadOnly ? default : Unused(),
        };
    }

    private PartSizes Total()
    {
        var sizes = new DiskSize[PartSizes.Parts.Length];
        for (var holder = 0; holder < _holders.Count; holder++)
        {
            var own = _inodes.Sums.Of(holder);
            for (var part = 0; part < own.Length; part++)
            {
                sizes[part] += own[part];
            }
        }

        foreach (var (files, size) in _files)
        {
            sizes[(int)files.Part] += size;
        }

        return new PartSizes(sizes);
    }

    private List<ImageUsage> Images(RemovalSums removals)
    {
        var chains = _holders.Images.Records.Select(image => _holders.LayersOf(image).Select(layer => _holders.Of(layer.Id)!.Value).ToList()).ToList();
        var usages = new List<ImageUsage>();
        foreach (var (number, image) in _holders.Images.Records.Index())
        {
            var holder = _holders.Of(image.Id)!.Value;
            var shared = _sharing.With(chains[number]);
            usages.Add(new ImageUsage
            {
                Record = image,
                Parts = _parts.Of(holder),
                SharedWith = chains.Where((chain, other) => other != number && chain.Exists(layer => shared[layer])).Count(),
                Containers = _holders.Containers.OfImage(image.Id).Count(),
                Removal = removals.Of(holder, _records.FreedBy(_groups.LayersOf(holder), image: image.Key)),
            });
        }

        return usages;
    }

    private List<LayerUsage> Layers(Func<LayerId, LayerForm> formOf)
    {
        var alone = new RemovalSums(_inodes, _files, null, [.. Enumerable.Range(0, _holders.Count)]);
        var images = _holders.Images.Records.SelectMany(_holders.LayersOf).CountBy(layer => layer.Id).ToDictionary();
        return [.. _holders.Layers.Records.Select(layer =>
        {
            var holder = _holders.Of(layer.Id)!.Value;
            var shared = _sharing.With([holder]);
            return new LayerUsage
            {
                Record = layer,
                Form = formOf(layer.Id),
                Parts = _parts.Of(holder),
                Alone = alone.Of(holder, 0).Files,
                SharedWith = _holders.Layers.Records.Count(other => other.Id != layer.Id && shared[_holders.Of(other.Id)!.Value]),
                Images = images.GetValueOrDefault(layer.Id),
            };
        })];
    }

    private List<ContainerUsage> Containers(RemovalSums removals) =>
        [.. _holders.Containers.Records.Select(container =>
        {
            var holder = _holders.Of(container.Id)!.Value;
            return new ContainerUsage
            {
                Record = container,
                Parts = _parts.Of(holder),
                Removal = removals.Of(holder, _records.FreedBy(_groups.LayersOf(holder), container: container.Key)),
            };
        })];

    /// <summary>All images that no container uses, as one group.</summary>
    private Removal Unused()
    {
        var goes = Enumerable.Repeat(HolderSets.Mixed, _holders.Count).ToArray();
        foreach (var holder in _holders.Images.Records.Where(image => _groups.Unused.Contains(image.Key)).Select(image => _holders.Of(image.Id))
            .Concat(_holders.Layers.Records.Where(layer => _groups.Unused.Contains(layer.Key)).Select(layer => _holders.Of(layer.Id))))
        {
            goes[holder!.Value] = 0;
        }

        return new RemovalSums(_inodes, _files, _extents, goes).Of(0, _records.FreedBy(_groups.Unused, _groups.Unused));
    }
}
