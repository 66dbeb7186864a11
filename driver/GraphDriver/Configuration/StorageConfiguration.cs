namespace GraphDriver.Configuration;

/// <summary>
/// The configuration of a store, as containers/storage reads it from storage.conf
/// (https://github.com/containers/storage/blob/main/docs/containers-storage.conf.5.md), the environment variables
/// STORAGE_DRIVER and STORAGE_OPTS, and the command line, each over the one before.
/// </summary>
public sealed class StorageConfiguration
{
    /// <summary>The driver's name, <c>overlay</c> where none is configured.</summary>
    public required string Driver { get; init; }

    /// <summary>Where the driver was configured, for messages; null where it is the default.</summary>
    public string? DriverOrigin { get; init; }

    /// <summary>The storage root: absolute and clean.</summary>
    public required string GraphRoot { get; init; }

    /// <summary>The folder for state that a reboot may lose: absolute and clean.</summary>
    public required string RunRoot { get; init; }

    /// <summary>Where images and their layers are kept if not in <see cref="GraphRoot"/>: absolute and clean, or null.</summary>
    public string? ImageStore { get; init; }

    /// <summary>Keep the records of containers under <see cref="RunRoot"/>.</summary>
    public bool TransientStore { get; init; }

    /// <summary>Never mount a container's upper with overlayfs' <c>volatile</c>.</summary>
    public bool DisableVolatile { get; init; }

    /// <summary>The user whose subordinate ids automatic user namespaces get; empty where none is named.</summary>
    public string RootAutoUserNamespaceUser { get; init; } = "";

    /// <summary>The least number of ids of an automatic user namespace.</summary>
    public uint AutoUserNamespaceMinSize { get; init; } = 1024;

    /// <summary>The greatest number of ids of an automatic user namespace.</summary>
    public uint AutoUserNamespaceMaxSize { get; init; } = 65536;

    public PullOptions PullOptions { get; init; } = new();

    public OverlayOptions Overlay { get; init; } = new();

    /// <summary>The files that were read, in order.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What was read and has no meaning, one line each, naming the file and the key.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <inheritdoc cref="OverlayOptions.MountOptions"/>
    public IReadOnlyList<string> MountOptions => Overlay.MountOptions;

    /// <summary>Whether every mount asks for <c>verity=require</c>: layers are sealed by fs-verity as they come, and what is not sealed is not given out.</summary>
    public bool RequiresVerity => MountOptions.Contains("verity=require");

    /// <inheritdoc cref="OverlayOptions.Sync"/>
    public SyncMode Sync => Overlay.Sync;

    /// <inheritdoc cref="OverlayOptions.AdditionalImageStores"/>
    public IReadOnlyList<string> AdditionalImageStores => Overlay.AdditionalImageStores;

    /// <summary>Finds and reads the configuration.</summary>
    /// <exception cref="FileNotFoundException">A file named by option or environment is not there.</exception>
    /// <exception cref="InvalidDataException">A file is not TOML, or a value is wrong; file and key are named.</exception>
    public static StorageConfiguration Load(ConfigurationOverrides overrides, ConfigurationEnvironment? environment = null) =>
        new StorageConfigurationLoader(overrides, environment ?? ConfigurationEnvironment.Current).Load();
}
