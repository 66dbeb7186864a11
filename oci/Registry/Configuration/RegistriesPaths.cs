namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>Where registries.conf and its drop-ins are looked for.</summary>
internal sealed class RegistriesPaths(HostEnvironment environment, string? chosen)
{
    private const string DropInPattern = "*.conf";

    private readonly string? _chosen = chosen ?? environment.Text("CONTAINERS_REGISTRIES_CONF") ?? environment.Text("REGISTRIES_CONFIG_PATH");

    private string UserFolder => Path.Combine(environment.Home, ".config/containers");

    private string SystemFolder => $"{environment.SystemRoot}/etc/containers";

    private string UserFile => Path.Combine(UserFolder, "registries.conf");

    private bool IsUsers => _chosen is null && File.Exists(UserFile);

    /// <summary>Whether the file was chosen by name, and so has to exist.</summary>
    public bool IsChosen => _chosen is not null;

    /// <summary>The one main file.</summary>
    public string Main => _chosen ?? (IsUsers ? UserFile : $"{SystemFolder}/registries.conf");

    /// <summary>The aliases that podman writes when its user has chosen a registry for a short name; they go before all others.</summary>
    public string RecordedAliases => environment.UserId == 0
        ? $"{environment.SystemRoot}/var/cache/containers/short-name-aliases.conf"
        : Path.Combine(environment.Text("XDG_CACHE_HOME") ?? Path.Combine(environment.Home, ".cache"), "containers/short-name-aliases.conf");

    /// <summary>The drop-ins that exist, in the order of reading: the system's, then the user's, each by name. A user's main file hides the system's.</summary>
    public IEnumerable<string> DropIns()
    {
        var folders = new[] { $"{SystemFolder}/registries.conf.d", $"{UserFolder}/registries.conf.d" };
        return folders.Skip(IsUsers ? 1 : 0)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, DropInPattern).Order(StringComparer.Ordinal));
    }
}
