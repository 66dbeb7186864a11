namespace GraphDriver.Store;

/// <summary>A container, as containers.json holds it (https://github.com/containers/storage/blob/v1.57.2/containers.go, type Container).</summary>
public sealed record ContainerRecord : StoreRecord
{
    public required ContainerId Id { get; init; }

    public override string Key => Id.Hex;

    /// <summary>The image that the container was made from; empty where it was made from none.</summary>
    public ImageId ImageId { get; init; }

    /// <summary>The container's writable layer.</summary>
    public required LayerId LayerId { get; init; }

    public BigDataIndex BigData { get; init; } = BigDataIndex.Empty;

    public IReadOnlyList<IdMapping> UidMap { get; init; } = [];

    public IReadOnlyList<IdMapping> GidMap { get; init; } = [];
}
