namespace GraphDriver.Objects;

/// <summary>What became of the objects of some layers.</summary>
internal sealed record MergedObjects
{
    /// <summary>Objects that joined the pool.</summary>
    public long Added { get; set; }

    /// <summary>Objects that gave way to an equal one.</summary>
    public long Replaced { get; set; }

    /// <summary>The bytes of disk of those of them that had no other name.</summary>
    public long Bytes { get; set; }

    /// <summary>Objects that do not hold what their names say.</summary>
    public long Damaged { get; set; }
}
