using GraphDriver.Store;

namespace GraphDriver.Layers;

/// <summary>What a <see cref="GarbageCollection"/> removed.</summary>
public sealed record CollectedGarbage
{
    /// <summary>Staging directories of processes that died.</summary>
    public required int StagingDirectories { get; init; }

    /// <summary>Files of records and big data whose writers died before they got their names.</summary>
    public required int TemporaryFiles { get; init; }

    /// <summary>Layers that nothing needed, topmost first.</summary>
    public required IReadOnlyList<LayerId> Layers { get; init; }

    /// <summary>Objects that were in the pool alone; those that went with a layer or a staging directory do not count.</summary>
    public required long Objects { get; init; }

    /// <summary>The disk space of those objects, in bytes.</summary>
    public required long ObjectBytes { get; init; }
}
