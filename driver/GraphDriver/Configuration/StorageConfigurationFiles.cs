namespace GraphDriver.Configuration;

/// <summary>
/// The search for storage.conf: the file named by option or by CONTAINERS_STORAGE_CONF alone; else the first of the
/// user's, /etc/containers and /usr/share/containers, then the drop-ins of all of them by name; and last
/// CONTAINERS_STORAGE_CONF_OVERRIDE. Root's own file counts only where XDG_CONFIG_HOME is set, as with podman 5.4.
/// </summary>
internal sealed class StorageConfigurationFiles(ConfigurationEnvironment environment)
{
    private const string EnvironmentName = "CONTAINERS_STORAGE_CONF";
    private const string Suffix = ".conf";

    /// <summary>The files to read, in order; <paramref name="named"/> is the file given on the command line.</summary>
    /// <exception cref="FileNotFoundException">A file named by option or environment is not there.</exception>
    public IReadOnlyList<string> Find(string? named)
    {
        var files = new List<string>();
        var only = named ?? environment.Text(EnvironmentName);
        if (only is not null)
        {
            files.Add(Existing(only, named is null ? EnvironmentName : "--storage-conf"));
        }
        else
        {
            files.AddRange(MainFiles().Where(File.Exists).Take(1));
            files.AddRange(DropIns());
        }

        if (environment.Text(EnvironmentName + "_OVERRIDE") is { } last)
        {
            files.Add(Existing(last, EnvironmentName + "_OVERRIDE"));
        }

        return files;
    }

    /// <summary>Whether a file is one of the system's, whose paths are root's and not a user's.</summary>
    public bool IsSystemFile(string file) => SystemFolders().Any(folder => file == Path.Combine(folder, "storage.conf"));

    private IEnumerable<string> MainFiles() =>
        UserFolder() is { } user ? [Path.Combine(user, "storage.conf"), .. SystemFiles().Reverse()] : SystemFiles().Reverse();

    private IEnumerable<string> SystemFiles() => SystemFolders().Select(folder => Path.Combine(folder, "storage.conf"));

    private IEnumerable<string> SystemFolders() => [environment.SystemRoot + "/usr/share/containers", environment.SystemRoot + "/etc/containers"];

    private string? UserFolder()
    {
        if (environment.Text("XDG_CONFIG_HOME") is { } home)
        {
            return Path.Combine(home, "containers");
        }

        return environment.IsRootless ? Path.Combine(environment.Home, ".config/containers") : null;
    }

    private SortedDictionary<string, string>.ValueCollection DropIns()
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in DropInFolders().Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => file.EndsWith(Suffix, StringComparison.Ordinal)))
            {
                byName[Path.GetFileName(file)] = file;
            }
        }

        return byName.Values;
    }

    private IEnumerable<string> DropInFolders()
    {
        foreach (var folder in SystemFolders())
        {
            yield return Path.Combine(folder, "storage.conf.d");
            if (environment.IsRootless)
            {
                yield return Path.Combine(folder, "storage.rootless.conf.d");
                yield return Path.Combine(folder, "storage.rootless.conf.d", environment.UserId.ToString());
            }
            else
            {
                yield return Path.Combine(folder, "storage.rootful.conf.d");
            }
        }

        if (UserFolder() is { } user)
        {
            yield return Path.Combine(user, "storage.conf.d");
        }
    }

    private static string Existing(string file, string from) =>
        File.Exists(file) ? file : throw new FileNotFoundException($"{file}, named by {from}, does not exist or is not a file", file);
}
