using System.Text;
using GraphDriver.Oci.Names;
using Tomlyn;
using Tomlyn.Model;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>
/// Reads registries.conf, version 2 of its format and, where allowed, the older one with <c>[registries.search]</c>. Keys that
/// we do not know are left alone; known ones of a wrong type or value are errors that name the file.
/// </summary>
internal sealed class RegistriesParser
{
    private readonly string _file;

    private RegistriesParser(string file) => _file = file;

    /// <param name="utf8">The file's bytes.</param>
    /// <param name="file">How errors name it.</param>
    /// <param name="allowVersion1">Whether the older format is taken; drop-ins have to be of the new one.</param>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static RegistriesFile Parse(byte[] utf8, string file, bool allowVersion1)
    {
        var parser = new RegistriesParser(file);
        var table = parser.ReadToml(utf8);
        if (!table.ContainsKey("registries"))
        {
            return parser.ParseVersion2(table);
        }

        return allowVersion1 && !table.ContainsKey("registry") && !table.ContainsKey("unqualified-search-registries")
            ? parser.ParseVersion1(new RegistriesTable(table, file, "").Table("registries")!)
            : throw parser.Invalid("[registries…] is the first version of this format, which drop-ins and the second version do not mix with");
    }

    private TomlTable ReadToml(byte[] utf8)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            return TomlSerializer.Deserialize(text, RegistriesToml.Default.TomlTable) ?? [];
        }
        catch (Exception error) when (error is TomlException or DecoderFallbackException)
        {
            throw new InvalidDataException($"{_file} is not TOML: {error.Message.ReplaceLineEndings(" ").TrimEnd()}", error);
        }
    }

    private RegistriesFile ParseVersion2(TomlTable table)
    {
        var root = new RegistriesTable(table, _file, "");
        var registries = new Dictionary<string, RegistryEntry>(StringComparer.Ordinal);
        foreach (var entry in root.Tables("registry").Select(ParseRegistry))
        {
            registries.TryAdd(entry.Prefix, entry);
        }

        return new RegistriesFile
        {
            Registries = registries,
            SearchRegistries = root.Strings("unqualified-search-registries") is { } search ? [.. search.Select(SearchRegistry)] : null,
            CredentialHelpers = root.Strings("credential-helpers"),
            ShortNameMode = root.Text("short-name-mode") switch
            {
                null or "" => null,
                "permissive" => ShortNameMode.Permissive,
                "enforcing" => ShortNameMode.Enforcing,
                "disabled" => ShortNameMode.Disabled,
                var other => throw Invalid($"short-name-mode '{other}' is not one of permissive, enforcing and disabled"),
            },
            Aliases = root.Table("aliases") is { } aliases ? aliases.Keys.ToDictionary(Short, name => Alias(name, aliases.Text(name) ?? "")) : [],
        };
    }

    private RegistriesFile ParseVersion1(RegistriesTable registries)
    {
        var (blocked, insecure) = (Locations(registries, "block"), Locations(registries, "insecure"));
        return new RegistriesFile
        {
            SearchRegistries = [.. Locations(registries, "search").Select(SearchRegistry)],
            Registries = blocked.Union(insecure).ToDictionary(location => location, location => new RegistryEntry
            {
                Prefix = location,
                Primary = new RegistryEndpoint(location, insecure.Contains(location)),
                Blocked = blocked.Contains(location),
            }),
        };
    }

    private List<string> Locations(RegistriesTable registries, string kind) =>
        [.. (registries.Table(kind)?.Strings("registries") ?? []).Select(location => Location(location))];

    private RegistryEntry ParseRegistry(RegistriesTable table)
    {
        var location = Location(table.Text("location") ?? "");
        var prefix = table.Text("prefix") is { Length: > 0 } given ? Location(given) : location;
        var isWildcard = prefix.StartsWith("*.", StringComparison.Ordinal);
        if (location.Length == 0 && !isWildcard)
        {
            throw Invalid($"the [[registry]] with the prefix '{prefix}' has no location");
        }

        if (isWildcard && prefix.AsSpan().ContainsAny("/@:"))
        {
            throw Invalid($"the prefix '{prefix}' is not of the form *.example.com");
        }

        if (table.Text("pull-from-mirror") is { Length: > 0 })
        {
            throw Invalid($"pull-from-mirror is for mirrors, not for the registry '{prefix}' itself");
        }

        var byDigestOnly = table.Flag("mirror-by-digest-only");
        return new RegistryEntry
        {
            Prefix = prefix,
            Primary = new RegistryEndpoint(location, table.Flag("insecure")),
            Blocked = table.Flag("blocked"),
            MirrorByDigestOnly = byDigestOnly,
            Mirrors = [.. table.Tables("mirror").Select(mirror => ParseMirror(mirror, prefix, byDigestOnly))],
        };
    }

    private RegistryEndpoint ParseMirror(RegistriesTable table, string prefix, bool byDigestOnly)
    {
        var location = Location(table.Text("location") ?? "");
        if (location.Length == 0)
        {
            throw Invalid($"a mirror of '{prefix}' has no location");
        }

        var use = table.Text("pull-from-mirror");
        if (byDigestOnly && use is { Length: > 0 })
        {
            throw Invalid($"'{prefix}' has mirror-by-digest-only and its mirror '{location}' pull-from-mirror: only one of them can be set");
        }

        return new RegistryEndpoint(location, table.Flag("insecure"), use switch
        {
            null or "" or "all" => MirrorUse.All,
            "digest-only" => MirrorUse.DigestOnly,
            "tag-only" => MirrorUse.TagOnly,
            _ => throw Invalid($"pull-from-mirror '{use}' of '{location}' is not one of all, digest-only and tag-only"),
        });
    }

    private string Location(string text) =>
        text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal)
            ? throw Invalid($"'{text}': a location or prefix has no http:// or https://")
            : text.TrimEnd('/');

    private string SearchRegistry(string text) => ReferenceGrammar.IsDomain(Location(text))
        ? Location(text)
        : throw Invalid($"unqualified-search-registries: '{text}' is not host[:port]");

    private string Short(string name) => ImageReference.TryParse(name, out var reference) && reference.IsNameOnly && ImageReference.IsShortName(name)
        ? name
        : throw Invalid($"aliases: '{name}' is not a short name without tag and digest");

    private ImageReference? Alias(string name, string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        return ImageReference.TryParse(value, out var reference) && reference.IsNameOnly && !ImageReference.IsShortName(value)
            ? ImageReference.ParseNormalized(value).WithTag(null)
            : throw Invalid($"aliases: '{value}', the alias of '{name}', is not a name with its registry and without tag and digest");
    }

    private InvalidDataException Invalid(string reason) => new($"{_file}: {reason}");
}
