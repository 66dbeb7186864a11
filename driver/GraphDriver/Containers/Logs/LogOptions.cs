namespace GraphDriver.Containers.Logs;

/// <summary>What of a log is printed.</summary>
public sealed record LogOptions
{
    /// <summary>Goes on until the container has ended.</summary>
    public bool Follow { get; init; }

    /// <summary>The most lines, counted from the end; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Begins every line with its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Leaves out what is older.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Leaves out what is newer.</summary>
    public DateTimeOffset? Until { get; init; }
}
