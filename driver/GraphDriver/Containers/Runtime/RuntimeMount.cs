namespace GraphDriver.Containers.Runtime;

/// <summary>A mount that the runtime makes in a container, https://github.com/opencontainers/runtime-spec/blob/main/config.md#mounts.</summary>
public sealed record RuntimeMount(string Destination, string Type, string Source, IReadOnlyList<string> Options);
