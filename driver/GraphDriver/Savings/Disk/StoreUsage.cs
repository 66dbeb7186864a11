namespace GraphDriver.Savings.Disk;

/// <summary>What a store takes on the disk at one moment, as a whole and by image, layer and container; see <see cref="DiskAccounting"/>.</summary>
public sealed record StoreUsage
{
    /// <summary>The storage root: absolute.</summary>
    public required string Root { get; init; }

    /// <summary>Whether it is an additional store, which belongs to someone else: nothing of it can be removed from here.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>
    /// All of it, by what it is. The sum on the disk is what <c>du -s -x --block-size=1</c> says of the root: what is mounted below it counts as
    /// little as the mount point that it hides.
    /// </summary>
    public required PartSizes Parts { get; init; }

    /// <summary>Blocks that several files share.</summary>
    public required SharedBlocks SharedBlocks { get; init; }

    /// <summary>The images, in the order of their records.</summary>
    public required IReadOnlyList<ImageUsage> Images { get; init; }

    /// <summary>The layers, in the order of their records; those of containers too.</summary>
    public required IReadOnlyList<LayerUsage> Layers { get; init; }

    /// <summary>The containers, in the order of their records.</summary>
    public required IReadOnlyList<ContainerUsage> Containers { get; init; }

    /// <summary>What belongs to the store itself: records, the pool's directories, the index.</summary>
    public required PartSizes OwnParts { get; init; }

    /// <summary>All that images have, each file counted once.</summary>
    public required PartSizes ImageParts { get; init; }

    /// <summary>The bytes on the disk of <see cref="ImageParts"/>.</summary>
    public long ImagesOnDisk => ImageParts.Total.OnDisk;

    /// <summary>The bytes on the disk of all that containers have.</summary>
    public required long ContainersOnDisk { get; init; }

    /// <summary>
    /// What <c>gc</c> would free: objects in the pool alone, staging directories of processes that died, documents without an image, files that
    /// were left half written, layers that nothing has needed for a day. What it writes anew in the index, and the folders that its first run makes, are left out.
    /// </summary>
    public required Removal Garbage { get; init; }

    /// <summary>What the removal of all images that no container uses would free.</summary>
    public required Removal UnusedImages { get; init; }
}
