namespace GraphDriver.Configuration;

/// <summary>Merges files, environment and command line into a <see cref="StorageConfiguration"/>.</summary>
internal sealed class StorageConfigurationLoader(ConfigurationOverrides overrides, ConfigurationEnvironment environment)
{
    private const long MaxFileSize = 1 << 20;

    private readonly StorageSettings _settings = new();

    public StorageConfiguration Load()
    {
        var files = ReadFiles();
        var (driver, driverOrigin) = Driver();
        var graphRoot = GraphRoot();
        var driverOptions = DriverOptions().ToList();
        var pullOptions = PullOptions.From(_settings);
        var overlay = OverlayOptions.From(driverOptions);
        return new StorageConfiguration
        {
            Driver = driver,
            DriverOrigin = driverOrigin,
            GraphRoot = graphRoot,
            RunRoot = overrides.RunRoot is { } runRoot ? StoragePaths.Clean(runRoot) : Expanded("storage.runroot") ?? StoragePaths.DefaultRunRoot(environment),
            ImageStore = ImageStore(graphRoot),
            TransientStore = _settings.Flag("storage.transient_store"),
            DisableVolatile = _settings.Flag(SettingSchema.Options + "disable-volatile"),
            RootAutoUserNamespaceUser = _settings.Text(SettingSchema.Options + "root-auto-userns-user") ?? "",
            AutoUserNamespaceMinSize = _settings.Count(SettingSchema.Options + "auto-userns-min-size") is > 0 and var min ? min : 1024,
            AutoUserNamespaceMaxSize = _settings.Count(SettingSchema.Options + "auto-userns-max-size") is > 0 and var max ? max : 65536,
            PullOptions = pullOptions,
            Overlay = overlay,
            Files = files,
            Warnings = [.. _settings.Warnings, .. driverOptions.Where(IsNotApplied).Select(NotApplied), .. ManifestWarnings(pullOptions, overlay)],
        };
    }

    private IReadOnlyList<string> ReadFiles()
    {
        var search = new StorageConfigurationFiles(environment);
        var files = search.Find(overrides.ConfigurationFile);
        foreach (var file in files)
        {
            _settings.Read(ReadText(file), file);
            if (environment.IsRootless && search.IsSystemFile(file))
            {
                // The system's own paths are root's; a user gets them by rootless_storage_path or a drop-in alone.
                _settings.Remove("storage.graphroot");
                _settings.Remove("storage.runroot");
            }
        }

        return files;
    }

    private static string ReadText(string file)
    {
        var size = new FileInfo(file).Length;
        return size <= MaxFileSize
            ? File.ReadAllText(file)
            : throw new InvalidDataException($"{file} has {size} bytes; a storage.conf has at most {MaxFileSize}");
    }

    private (string Driver, string? Origin) Driver()
    {
        var (driver, origin) = environment.Text("STORAGE_DRIVER") is { } variable
            ? (variable, "STORAGE_DRIVER")
            : (_settings.Text("storage.driver"), _settings.Origin("storage.driver"));
        return driver is null ? ("overlay", null) : (driver == "overlay2" ? "overlay" : driver, origin);
    }

    private string GraphRoot()
    {
        if (overrides.GraphRoot is { } graphRoot)
        {
            return StoragePaths.Clean(graphRoot);
        }

        return Expanded("storage.graphroot")
            ?? (environment.IsRootless ? Expanded("storage.rootless_storage_path") : null)
            ?? StoragePaths.DefaultGraphRoot(environment);
    }

    private string? ImageStore(string graphRoot)
    {
        var imageStore = Expanded("storage.imagestore");
        return imageStore is null || imageStore != graphRoot
            ? imageStore
            : throw new InvalidDataException($"{_settings.Origin("storage.imagestore")} must differ from the storage root {graphRoot}");
    }

    private string? Expanded(string key) =>
        _settings.Text(key) is { } path ? StoragePaths.Expand(path, _settings.Origin(key), environment) : null;

    // Silence would let a mask pass for being kept.
    private static bool IsNotApplied(DriverOption option) =>
        option.Key is "ignore_chown_errors" or "force_mask" or "additionallayerstore" && option.Value is not ("" or "0" or "false");

    private static string NotApplied(DriverOption option) => $"{option.Origin} ({option.Key}) has no effect on what graphdriver does";

    private IEnumerable<string> ManifestWarnings(PullOptions pullOptions, OverlayOptions overlay)
    {
        if (pullOptions.ChunkedManifest && !pullOptions.KeepsChunkedManifest(overlay))
        {
            yield return $"{_settings.Origin(SettingSchema.PullOptions)} (graphdriver_chunked_manifest) has no effect with use_hard_links unless "
                + "use_composefs is set: podman would link objects, which have no mode and owner of their own, into its layers";
        }
    }

    private IEnumerable<DriverOption> DriverOptions()
    {
        if (overrides.DriverOptions is { } given)
        {
            return given.Select(option => DriverOption.Parse(option, "--storage-opt"));
        }

        return environment.Variable("STORAGE_OPTS") is { } options
            ? options.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(option => DriverOption.Parse(option, "STORAGE_OPTS"))
            : DriverOption.From(_settings);
    }
}
