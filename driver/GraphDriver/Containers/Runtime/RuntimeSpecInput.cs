using GraphDriver.Containers.Users;
using GraphDriver.Oci.Model;

namespace GraphDriver.Containers.Runtime;

/// <summary>All that the configuration of a container follows from.</summary>
public sealed record RuntimeSpecInput
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required ContainerConfig Image { get; init; }

    public required ContainerOptions Options { get; init; }

    public required ContainerUser User { get; init; }

    public required HostFacts Host { get; init; }

    /// <summary>The mounted root, an absolute host path.</summary>
    public required string RootPath { get; init; }

    /// <summary>The host folder that holds the container's own <c>hosts</c>, <c>resolv.conf</c>, <c>hostname</c> and <c>.containerenv</c>.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>The volumes, each with a host path: the user's, and the container's own.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>The folders that are kept in memory under a read-only root, free of links.</summary>
    public IReadOnlyList<string> TemporaryPaths { get; init; } = [];

    /// <summary>The container's host name.</summary>
    public string HostName => Options.HostName ?? (Options.Network == NetworkMode.Host ? Host.HostName : Id[..12]);

    /// <summary>The directory that the process starts in.</summary>
    public string WorkingDirectory => ContainerPath.Normalize(Options.WorkingDirectory ?? Image.WorkingDir ?? "/");
}
