using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>
/// What registries.conf, its drop-ins and podman's recorded aliases say together (containers-registries.conf(5)): where a name
/// is pulled from, and what a short name means.
/// </summary>
internal sealed class RegistriesConfiguration
{
    private readonly Dictionary<string, RegistryEntry> _registries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageReference?> _aliases = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private IReadOnlyList<string> _search = [];
    private ShortNameMode _mode = ShortNameMode.Permissive;

    /// <summary>The registries that short names are looked for in (<c>unqualified-search-registries</c>), best first.</summary>
    public IReadOnlyList<string> SearchRegistries => _search;

    private RegistriesConfiguration()
    {
    }

    /// <summary>The stores of credentials, by the names of their helpers; empty is the default.</summary>
    public IReadOnlyList<string> CredentialHelpers { get; private set; } = [];

    /// <summary>Reads the files of an environment; <paramref name="chosen"/> takes the place of the main one.</summary>
    /// <exception cref="InvalidDataException">A file is broken.</exception>
    /// <exception cref="IOException">A file cannot be read, or the chosen one does not exist.</exception>
    public static RegistriesConfiguration Load(HostEnvironment environment, string? chosen)
    {
        var paths = new RegistriesPaths(environment, chosen);
        var configuration = new RegistriesConfiguration();
        var main = paths.IsChosen ? ConfigurationFile.Read(paths.Main) : ConfigurationFile.ReadIfExists(paths.Main);
        configuration.Add(main, paths.Main, allowVersion1: true);
        foreach (var file in paths.DropIns())
        {
            configuration.Add(ConfigurationFile.ReadIfExists(file), file, allowVersion1: false);
        }

        if (ConfigurationFile.ReadIfExists(paths.RecordedAliases) is { } recorded)
        {
            configuration.AddAliases(RegistriesParser.Parse(recorded, paths.RecordedAliases, allowVersion1: false));
        }

        return configuration;
    }

    /// <summary>The names with their registry that a name may stand for, in the order of trying, each with tag or digest.</summary>
    /// <exception cref="InvalidDataException">It is a short name that means nothing, or too much, here.</exception>
    public IReadOnlyList<ImageReference> Resolve(ImageReference name)
    {
        if (!ImageReference.IsShortName(name.ToString()))
        {
            return [ImageReference.ParseNormalized(name.ToString())];
        }

        if (_aliases.GetValueOrDefault(name.Name) is { } alias)
        {
            return [alias.WithTag(name.Tag).WithDigest(name.Digest).WithDefaultTag()];
        }

        if (_search.Count == 0)
        {
            var where = _files.Count == 0 ? "there is no registries.conf" : $"{string.Join(", ", _files)} has neither an alias for it nor unqualified-search-registries";
            throw new InvalidDataException($"the short name '{name}' has no registry, and {where}: use the full name, such as docker.io/{(name.Path.Contains('/') ? "" : "library/")}{name}");
        }

        return _mode == ShortNameMode.Enforcing && _search.Count > 1
            ? throw new InvalidDataException($"the short name '{name}' may be of {string.Join(" or ", _search)}, and short-name-mode is enforcing: use the full name")
            : [.. _search.Select(registry => ImageReference.ParseNormalized($"{registry}/{name}"))];
    }

    /// <summary>Where a full name is pulled from, in the order of trying: mirrors, then the registry itself.</summary>
    /// <exception cref="InvalidDataException">The registry is blocked, or the configuration makes no name of it.</exception>
    public IReadOnlyList<PullSource> SourcesOf(ImageReference name)
    {
        if (Find(name.Name) is not { } entry)
        {
            return [new PullSource(name, false)];
        }

        return entry.Blocked
            ? throw new InvalidDataException($"docker://{name}: the registry {entry.Prefix} is blocked by {string.Join(", ", _files)}")
            : entry.SourcesOf(name);
    }

    /// <summary>The entry with the longest prefix that matches; null where none does.</summary>
    private RegistryEntry? Find(string name) => _registries.Values.Where(entry => entry.Match(name) is not null).MaxBy(entry => entry.Prefix.Length);

    private void Add(byte[]? content, string path, bool allowVersion1)
    {
        if (content is null)
        {
            return;
        }

        var file = RegistriesParser.Parse(content, path, allowVersion1);
        _files.Add(path);
        foreach (var (prefix, entry) in file.Registries)
        {
            _registries[prefix] = entry;
        }

        _search = file.SearchRegistries ?? _search;
        _mode = file.ShortNameMode ?? _mode;
        CredentialHelpers = file.CredentialHelpers ?? CredentialHelpers;
        AddAliases(file);
    }

    private void AddAliases(RegistriesFile file)
    {
        foreach (var (name, alias) in file.Aliases)
        {
            _aliases[name] = alias;
        }
    }
}
