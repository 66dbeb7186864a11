namespace GraphDriver.Cli.Containers;

/// <summary>The values of <c>run --pull</c>, those of podman.</summary>
internal enum PullPolicy
{
    /// <summary>Where the store does not have the image.</summary>
    Missing,

    /// <summary>Also where it has it.</summary>
    Always,

    Never,
}
