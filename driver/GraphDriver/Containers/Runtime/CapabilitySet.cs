using System.Collections.Immutable;

namespace GraphDriver.Containers.Runtime;

/// <summary>Capabilities as a bit mask, capabilities(7).</summary>
/// <param name="Mask">Bit N stands for capability N.</param>
public readonly record struct CapabilitySet(ulong Mask)
{
    /// <summary>The capabilities that a container has by default, as podman has them, with their numbers.</summary>
    private static readonly (string Name, int Bit)[] Defaults =
    [
        ("CAP_CHOWN", 0), ("CAP_DAC_OVERRIDE", 1), ("CAP_FOWNER", 3), ("CAP_FSETID", 4), ("CAP_KILL", 5), ("CAP_NET_BIND_SERVICE", 10),
        ("CAP_SETFCAP", 31), ("CAP_SETGID", 6), ("CAP_SETPCAP", 8), ("CAP_SETUID", 7), ("CAP_SYS_CHROOT", 18),
    ];

    private const int SysResource = 24;

    /// <summary>Whether limits may be raised (CAP_SYS_RESOURCE).</summary>
    public bool CanRaiseLimits => Has(SysResource);

    /// <summary>The default capabilities of containers that this set holds.</summary>
    public ImmutableArray<string> ContainerDefaults()
    {
        var mask = this;
        return [.. Defaults.Where(one => mask.Has(one.Bit)).Select(one => one.Name)];
    }

    private bool Has(int bit) => (Mask >> bit & 1) != 0;
}
