namespace GraphDriver.Containers;

/// <summary>What a user asks of a new container; what is not said comes from the image.</summary>
public sealed record ContainerOptions
{
    /// <summary>The name; null for a random one.</summary>
    public string? Name { get; init; }

    /// <summary>The host name; null for the short id, or the host's own with its network.</summary>
    public string? HostName { get; init; }

    /// <summary><c>NAME=value</c>, <c>NAME</c> for the value here, or <c>PREFIX*</c> for all of that beginning here.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>The working directory; it is made where it is missing.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>.</summary>
    public string? User { get; init; }

    /// <summary>What replaces the image's entrypoint and with it the image's command; one empty word for none.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>What replaces the image's command.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A terminal for the process.</summary>
    public bool Terminal { get; init; }

    /// <summary>Standard input stays open.</summary>
    public bool Interactive { get; init; }

    /// <summary>The root is read-only; <c>/tmp</c>, <c>/var/tmp</c> and <c>/run</c> are kept in memory.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What the driver is told of its layer, see <see cref="Quotas.LayerQuota.With"/>; it comes before storage.conf.</summary>
    public IReadOnlyList<string> StorageOptions { get; init; } = [];

    /// <summary>The container goes when it ends.</summary>
    public bool Remove { get; init; }

    public NetworkMode Network { get; init; } = NetworkMode.None;

    /// <summary>The runtime's name or path; null for what suits the machine.</summary>
    public string? Runtime { get; init; }
}
