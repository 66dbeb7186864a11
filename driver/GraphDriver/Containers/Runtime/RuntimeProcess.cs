using GraphDriver.Containers.Users;

namespace GraphDriver.Containers.Runtime;

/// <summary>A process in a container, https://github.com/opencontainers/runtime-spec/blob/main/config.md#process.</summary>
public sealed record RuntimeProcess
{
    /// <summary>What runs, its name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary><c>NAME=value</c> each.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required ContainerUser User { get; init; }

    public bool Terminal { get; init; }

    /// <summary>Capabilities that it can come to have.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The most open files and processes; null for the limits of this process.</summary>
    public ulong? Limit { get; init; }
}
