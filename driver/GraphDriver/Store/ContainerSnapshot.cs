namespace GraphDriver.Store;

/// <summary>The containers as they were at one moment.</summary>
public sealed class ContainerSnapshot : RecordSnapshot<ContainerRecord>
{
    internal ContainerSnapshot(IReadOnlyList<ContainerRecord> records)
        : base(records)
    {
    }

    public ContainerRecord? Find(ContainerId id) => FindByKey(id.Hex);

    /// <summary>The container whose writable layer this is.</summary>
    public ContainerRecord? OfLayer(LayerId layer) => Records.FirstOrDefault(container => container.LayerId == layer);

    /// <summary>The containers that were made from an image.</summary>
    public IEnumerable<ContainerRecord> OfImage(ImageId image) => Records.Where(container => container.ImageId == image);
}
