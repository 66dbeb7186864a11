using GraphDriver.Savings.Disk;

namespace GraphDriver.Savings;

/// <summary>What the images of a store take on the disk, beside what plain overlay would take for them.</summary>
/// <remarks>
/// <para>Plain overlay keeps a layer that images have in common once, as we do, and in each layer a copy of each of its files. So it holds an object once for every layer that
/// has it. The figure is a lower bound: equal files within a layer count once, and of plain overlay's own tree (directories, links, empty files), which this
/// store does not have, nothing is counted.</para>
/// <para>On our side all is counted that images have and that sharing takes. Containers, volumes and what is on its way in are in neither figure. Layers
/// that are plain in this store are the same in both.</para>
/// </remarks>
public sealed record DiskSavings
{
    /// <summary>How many images there are.</summary>
    public required int Images { get; init; }

    /// <summary>How many layers they are made of, each counted once.</summary>
    public required int Layers { get; init; }

    /// <summary>What they take now.</summary>
    public required StorageCost Shared { get; init; }

    /// <summary>What they would take at least in plain overlay.</summary>
    public required StorageCost PlainOverlay { get; init; }

    /// <summary>What is not on the disk since equal contents are one; below zero where sharing takes more than it saves.</summary>
    public long Saved => PlainOverlay.Total - Shared.Total;

    /// <summary>Makes the figures of what was counted in a store.</summary>
    public static DiskSavings Of(StoreUsage store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var layers = store.Layers.Where(layer => layer.Images > 0).ToList();
        var composefs = layers.FindAll(layer => layer.Form == LayerForm.Composefs);
        var (images, own) = (store.ImageParts, store.OwnParts);
        var sharing = images[DiskPart.Blobs].OnDisk + images[DiskPart.Notes].OnDisk
            + Sum(composefs, DiskPart.Directories) + Sum(composefs, DiskPart.LayerData)
            + own[DiskPart.Directories].OnDisk + own[DiskPart.Notes].OnDisk + store.Parts[DiskPart.PoolOnlyObjects].OnDisk;
        var contents = ContentsOf(images);
        var all = store.ImagesOnDisk + store.Parts[DiskPart.PoolOnlyObjects].OnDisk
            + own[DiskPart.Directories].OnDisk + own[DiskPart.Notes].OnDisk + own[DiskPart.Records].OnDisk + own[DiskPart.Links].OnDisk;
        var metadata = all - contents - sharing;
        return new DiskSavings
        {
            Images = store.Images.Count,
            Layers = layers.Count,
            Shared = new StorageCost(contents, metadata, sharing),
            PlainOverlay = new StorageCost(layers.Sum(layer => ContentsOf(layer.Parts)), metadata, 0),
        };
    }

    private static long ContentsOf(PartSizes parts) => parts[DiskPart.Objects].OnDisk + parts[DiskPart.LayerFiles].OnDisk;

    private static long Sum(IEnumerable<LayerUsage> layers, DiskPart part) => layers.Sum(layer => layer.Parts[part].OnDisk);
}
