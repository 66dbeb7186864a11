using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>One thing that is wrong in a store.</summary>
public sealed record Finding
{
    public required FindingKind Kind { get; init; }

    /// <summary>A path below the storage root, or the record that is meant: <c>layer ID</c>, <c>image ID</c>, <c>container ID</c>.</summary>
    public required string Where { get; init; }

    /// <summary>What is wrong there, in words for users.</summary>
    public required string What { get; init; }

    /// <summary>The layers that it hurts, in no order; none where it hurts none.</summary>
    public IReadOnlyList<LayerId> Layers { get; init; } = [];

    /// <summary>The layer that has no record, though something stands on it; empty where it is something else.</summary>
    public LayerId Wanted { get; init; }

    /// <summary>The layer whose files have no record; empty where it is something else.</summary>
    public LayerId Orphan { get; init; }

    /// <summary>The image whose record or documents are wrong; empty where it is something else.</summary>
    public ImageId Image { get; init; }

    /// <summary>The object's path below a <c>diff/</c>, <c>xx/rest</c>, where it is an object; else null.</summary>
    public string? ObjectPath { get; init; }

    /// <summary>The length in bytes that the object should have; 0 where it is not known.</summary>
    public long ObjectSize { get; init; }

    /// <summary>The key of the big data where it is big data; else null.</summary>
    public string? DataKey { get; init; }

    /// <summary>What to do about it.</summary>
    public string Remedy => Remedies.Of(Kind);
}
