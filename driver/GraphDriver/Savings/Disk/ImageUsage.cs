using GraphDriver.Store;

namespace GraphDriver.Savings.Disk;

/// <summary>What an image takes: its layers in this store, and its documents.</summary>
public sealed record ImageUsage
{
    /// <summary>The image's record.</summary>
    public required ImageRecord Record { get; init; }

    /// <summary>All that it has, by what it is, each file counted once, whoever else has it.</summary>
    public required PartSizes Parts { get; init; }

    /// <summary>Bytes on the disk that go with it, see <see cref="Removal"/>.</summary>
    public long Alone => Removal.Files;

    /// <summary>Bytes on the disk that would stay without it: those of its layers that others need, and the files that others have too.</summary>
    public long Shared => Parts.Total.OnDisk - Alone;

    /// <summary>How many other images have a layer of it, or a layer with some of the same files.</summary>
    public required int SharedWith { get; init; }

    /// <summary>How many containers were made from it.</summary>
    public required int Containers { get; init; }

    /// <summary>
    /// What <c>rmi</c> of the image with all its names frees: its documents, and those of its layers that no other image, layer or container needs.
    /// While a container needs them it is the documents alone, and the image cannot be removed.
    /// </summary>
    public required Removal Removal { get; init; }
}
