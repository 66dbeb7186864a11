using GraphDriver.Containers.Seccomp;

namespace GraphDriver.Containers.Runtime;

/// <summary>
/// What a runtime such as runc or crun needs to know of a container: the parts of the runtime specification
/// (https://github.com/opencontainers/runtime-spec/blob/main/config.md) that this driver sets.
/// </summary>
public sealed record RuntimeSpec
{
    /// <summary>The version of the specification that runtimes of the last years know.</summary>
    public const string Version = "1.0.2";

    public required RuntimeProcess Process { get; init; }

    /// <summary>The mounted root, an absolute host path.</summary>
    public required string RootPath { get; init; }

    public bool IsRootReadOnly { get; init; }

    public required string HostName { get; init; }

    /// <summary>The mounts in the order in which they are made.</summary>
    public IReadOnlyList<RuntimeMount> Mounts { get; init; } = [];

    /// <summary>The namespaces of its own, in the specification's names.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The control group; it begins with a slash.</summary>
    public required string CgroupsPath { get; init; }

    /// <summary>The most processes; null for no limit.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Paths that the container cannot read.</summary>
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    /// <summary>Paths that the container cannot write.</summary>
    public IReadOnlyList<string> ReadOnlyPaths { get; init; } = [];

    public SeccompFilter? Seccomp { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
