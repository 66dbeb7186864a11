using GraphDriver.Linux;

namespace GraphDriver.Drivers;

/// <summary>A driver, its disk and what the kernel can do for it.</summary>
public sealed record DriverStatus
{
    /// <summary>As storage.conf names it: <c>overlay</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of file system that the layers lie on, such as <c>ext4</c>.</summary>
    public required string FileSystem { get; init; }

    /// <summary>The size of that file system in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>What of it is free for this user, in bytes.</summary>
    public required long Free { get; init; }

    /// <summary>The options that containers' layers are mounted with.</summary>
    public required IReadOnlyList<string> MountOptions { get; init; }

    /// <summary>What the kernel can do where the layers lie; each is tried when it is asked for.</summary>
    public required KernelFeatures Features { get; init; }
}
