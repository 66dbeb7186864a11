using GraphDriver.Quotas;

namespace GraphDriver.Configuration;

/// <summary>The options of the overlay driver: <c>storage.options</c>, <c>storage.options.overlay</c>, or STORAGE_OPTS in their place.</summary>
public sealed class OverlayOptions
{
    /// <summary>Options for every mount of a container, as mount(8) names them, such as <c>nodev</c>.</summary>
    public IReadOnlyList<string> MountOptions { get; private set; } = [];

    /// <summary>A program that mounts in the kernel's place; null where the kernel does it.</summary>
    public string? MountProgram { get; private set; }

    /// <summary>The quota of a container's layer, where nothing else is asked for.</summary>
    public LayerQuota Quota { get; private set; }

    /// <summary>Do not bind the driver's folder on itself before mounting below it.</summary>
    public bool SkipMountHome { get; private set; }

    /// <summary>Go on where a file's owner cannot be set.</summary>
    public bool IgnoreChownErrors { get; private set; }

    /// <summary>The permission bits that all files get in place of their own; null where they keep them.</summary>
    public uint? ForceMask { get; private set; }

    /// <summary>Whether other tools on this store keep layers as composefs. This driver always does.</summary>
    public bool UseComposefs { get; private set; }

    /// <summary>What is flushed before a layer is recorded.</summary>
    public SyncMode Sync { get; private set; }

    /// <summary>Other stores, read only, whose images are seen here: absolute paths.</summary>
    public IReadOnlyList<string> AdditionalImageStores { get; private set; } = [];

    /// <summary>Stores of ready layers: absolute paths, with <c>:ref</c> where so configured.</summary>
    public IReadOnlyList<string> AdditionalLayerStores { get; private set; } = [];

    internal static OverlayOptions From(IEnumerable<DriverOption> options)
    {
        var result = new OverlayOptions();
        foreach (var option in options)
        {
            result.Set(option);
        }

        return result;
    }

    private void Set(DriverOption option)
    {
        var (key, value, origin) = option;
        switch (key)
        {
            case "override_kernel_check":
                break;
            case "mountopt":
                MountOptions = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                break;
            case "mount_program":
                MountProgram = value.Length > 0 ? value : null;
                break;
            case "size":
                Quota = Quota with { Size = OptionText.ToBytes(value, origin) };
                break;
            case "inodes":
                Quota = Quota with { Inodes = OptionText.ToCount(value, origin) };
                break;
            case "imagestore" or "additionalimagestore":
                AdditionalImageStores = [.. AdditionalImageStores, .. Stores(value, origin)];
                break;
            case "additionallayerstore":
                AdditionalLayerStores = [.. AdditionalLayerStores, .. Stores(value, origin)];
                break;
            case "force_mask":
                ForceMask = OptionText.ToMask(value, origin);
                break;
            case "sync":
                Sync = ToSyncMode(value, origin);
                break;
            default:
                SetFlag(option);
                break;
        }
    }

    private void SetFlag(DriverOption option)
    {
        var (key, value, origin) = option;
        switch (key)
        {
            case "skip_mount_home":
                SkipMountHome = OptionText.ToFlag(value, origin);
                break;
            case "ignore_chown_errors":
                IgnoreChownErrors = OptionText.ToFlag(value, origin);
                break;
            case "use_composefs":
                UseComposefs = OptionText.ToFlag(value, origin);
                break;
            default:
                throw new InvalidDataException($"{origin}: '{key}' is not an option of the overlay driver");
        }
    }

    private static IEnumerable<string> Stores(string value, string origin) =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(store =>
            Path.IsPathRooted(store) ? StoragePaths.Clean(store) : throw new InvalidDataException($"{origin}: '{store}' must be an absolute path"));

    private static SyncMode ToSyncMode(string value, string origin) => value switch
    {
        "" or "none" => SyncMode.None,
        "filesystem" => SyncMode.FileSystem,
        _ => throw new InvalidDataException($"{origin} must be \"none\" or \"filesystem\", not \"{value}\""),
    };
}
