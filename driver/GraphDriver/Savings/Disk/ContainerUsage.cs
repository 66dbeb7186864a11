using GraphDriver.Store;

namespace GraphDriver.Savings.Disk;

/// <summary>What a container takes: its layer, which it writes to, and the folder of its settings, log and own volumes.</summary>
public sealed record ContainerUsage
{
    /// <summary>The container's record.</summary>
    public required ContainerRecord Record { get; init; }

    /// <summary>All that it has, by what it is.</summary>
    public required PartSizes Parts { get; init; }

    /// <summary>What <c>rm</c> of the container frees; its image stays.</summary>
    public required Removal Removal { get; init; }
}
