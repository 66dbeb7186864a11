using GraphDriver.Mounts;

namespace GraphDriver.Savings.Memory;

/// <summary>Processes that run from an image: those of a container, or of anything else that has the image's mount as its root.</summary>
public sealed record Workload
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The container's id; empty where it is none.</summary>
    public string Id { get; init; } = "";

    /// <summary>What tells its image from others, such as the image's id. It is one image to whom the same is given.</summary>
    public required string Image { get; init; }

    /// <summary>What the image is called; empty where it has no name.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>The image's layers, without one that the container writes to. They matter to the page cache alone.</summary>
    public IReadOnlyList<OverlayLayer> Layers { get; init; } = [];

    /// <summary>The numbers of the processes; one that is gone counts nothing.</summary>
    public IReadOnlyList<int> Processes { get; init; } = [];
}
