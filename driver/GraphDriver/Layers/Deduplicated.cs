namespace GraphDriver.Layers;

/// <summary>What a <see cref="Deduplication"/> did.</summary>
public sealed record Deduplicated
{
    /// <summary>Layers whose files were looked at.</summary>
    public required int Layers { get; init; }

    /// <summary>Objects that joined the pool, so that layers to come can have them.</summary>
    public required long ObjectsAdded { get; init; }

    /// <summary>Objects that gave way to an equal one.</summary>
    public required long ObjectsMerged { get; init; }

    /// <summary>The bytes of disk of those of them that no other layer had, to the block.</summary>
    public required long BytesMerged { get; init; }

    /// <summary>Objects that do not hold what their names say, and were left alone.</summary>
    public required long ObjectsDamaged { get; init; }

    /// <summary>Files of layers without composefs that share their blocks with an equal file now.</summary>
    public required long FilesShared { get; init; }

    /// <summary>The bytes of those blocks.</summary>
    public required long SharedBytes { get; init; }

    /// <summary>What the layers' objects and all of <c>graphdriver/</c> took on the disk before, to the block, in bytes.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>What they take now.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>
    /// What was saved, in bytes; less than nothing where the folders of a new pool took more. A file that a running container has open gives its space back
    /// when it is closed.
    /// </summary>
    public long Saved => BytesBefore - BytesAfter + SharedBytes;
}
