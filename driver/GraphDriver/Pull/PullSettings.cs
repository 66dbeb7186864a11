using GraphDriver.Oci.Model;

namespace GraphDriver.Pull;

/// <summary>How an image is pulled.</summary>
public sealed class PullSettings
{
    /// <summary>The platform to choose from an index; by default this machine's.</summary>
    public Platform Platform { get; init; } = Platform.Current;

    /// <summary>How many layers are fetched side by side; 3 by default.</summary>
    public int ParallelLayers { get; init; } = 3;

    /// <summary>Hears what is told at debug level; nobody by default.</summary>
    public Action<string>? Log { get; init; }
}
