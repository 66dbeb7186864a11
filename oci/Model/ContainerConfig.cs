using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// How containers of an image run (https://github.com/opencontainers/image-spec/blob/main/config.md#properties, config).
/// What the image does not say is null or empty.
/// </summary>
public sealed record ContainerConfig
{
    private const int MaxItems = 10_000;

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>.</summary>
    public string? User { get; init; }

    /// <summary><c>NAME=value</c> each.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Cmd { get; init; } = [];

    public string? WorkingDir { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Paths that hold volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary><c>port</c>, <c>port/tcp</c> or <c>port/udp</c> each.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    public string? StopSignal { get; init; }

    /// <summary>Docker's instructions for builds upon the image.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>Docker's shell for instructions that are no arrays; empty for its default.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>Docker's health check as JSON text, unread.</summary>
    public string? Healthcheck { get; init; }

    internal static ContainerConfig Read(JsonFields? given) => given is not { } fields ? new ContainerConfig() : new ContainerConfig
    {
        User = fields.OptionalString("User"),
        Env = fields.Strings("Env", MaxItems),
        Entrypoint = fields.StringOrStrings("Entrypoint", MaxItems),
        Cmd = fields.StringOrStrings("Cmd", MaxItems),
        WorkingDir = fields.OptionalString("WorkingDir"),
        Labels = fields.StringMap("Labels", MaxItems),
        Volumes = fields.Names("Volumes", MaxItems),
        ExposedPorts = fields.Names("ExposedPorts", MaxItems),
        StopSignal = fields.OptionalString("StopSignal"),
        OnBuild = fields.Strings("OnBuild", MaxItems),
        Shell = fields.Strings("Shell", MaxItems),
        Healthcheck = fields.Raw("Healthcheck"),
    };
}
