namespace GraphDriver.Checks;

/// <summary>What a <see cref="StoreCheck"/> found.</summary>
public sealed record CheckReport
{
    /// <summary>How many images were checked.</summary>
    public required int Images { get; init; }

    /// <summary>How many layers were checked.</summary>
    public required int Layers { get; init; }

    /// <summary>How many files of content were looked at; one that several layers share counts once where its content was read.</summary>
    public required long Objects { get; init; }

    /// <summary>How many bytes of content were read; 0 for a quick check.</summary>
    public required long Bytes { get; init; }

    /// <summary>What is wrong, by kind and place.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}
