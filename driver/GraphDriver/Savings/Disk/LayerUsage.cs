using GraphDriver.Store;

namespace GraphDriver.Savings.Disk;

/// <summary>What a layer takes: its folder, objects, tar-split, big data and short name.</summary>
public sealed record LayerUsage
{
    /// <summary>The layer's record.</summary>
    public required LayerRecord Record { get; init; }

    public required LayerForm Form { get; init; }

    /// <summary>All that it has, by what it is; an object counts whole, whoever else has it.</summary>
    public required PartSizes Parts { get; init; }

    /// <summary>Bytes on the disk that no other layer has: what would go with this layer alone.</summary>
    public required long Alone { get; init; }

    /// <summary>Bytes on the disk that others have too.</summary>
    public long Shared => Parts.Total.OnDisk - Alone;

    /// <summary>How many other layers have some of the same files.</summary>
    public required int SharedWith { get; init; }

    /// <summary>How many images have the layer in their chain.</summary>
    public required int Images { get; init; }
}
