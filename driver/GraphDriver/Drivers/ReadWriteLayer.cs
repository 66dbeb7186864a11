using GraphDriver.Quotas;
using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>What a container's layer is to be.</summary>
public sealed record ReadWriteLayer
{
    /// <summary>The layer that it stands on; empty for none.</summary>
    public LayerId Parent { get; init; }

    /// <summary>Names to find it by; none by default.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>When it is made; now by default.</summary>
    public Timestamp Created { get; init; } = Timestamp.Now;

    /// <summary>The most that may be written to it; no limit by default.</summary>
    public LayerQuota Quota { get; init; }

    /// <summary>Its record goes with the next start of the machine.</summary>
    public bool IsVolatile { get; init; }
}
