using GraphDriver.Oci.Transports;

namespace GraphDriver.Checks.Repair;

/// <summary>How a store is mended.</summary>
public sealed class RepairSettings
{
    /// <summary>Opens what a reference such as <c>docker://host/name@digest</c> names; the caller disposes it.</summary>
    public required Func<string, CancellationToken, Task<IImageSource>> OpenSource { get; init; }

    /// <summary>Removes images with a layer that cannot be mended; false by default.</summary>
    public bool RemoveUnmended { get; init; }

    /// <summary>Hears what is told at debug level; nobody by default.</summary>
    public Action<string>? Log { get; init; }
}
