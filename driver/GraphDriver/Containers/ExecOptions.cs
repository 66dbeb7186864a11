namespace GraphDriver.Containers;

/// <summary>A command that is run in a container.</summary>
public sealed record ExecOptions
{
    /// <summary>The command and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>More variables, as in <see cref="ContainerOptions.Environment"/>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The working directory; null for the container's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>As whom, as in <see cref="ContainerOptions.User"/>; null for the container's user.</summary>
    public string? User { get; init; }

    public bool Terminal { get; init; }

    public bool Interactive { get; init; }
}
