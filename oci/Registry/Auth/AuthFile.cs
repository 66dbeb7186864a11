using System.Text;
using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// A file of credentials: containers' <c>auth.json</c> (containers-auth.json(5)) and Docker's <c>config.json</c>, which are one
/// format, or the older <c>.dockercfg</c>, which is the table of credentials alone. Parses; opens no file.
/// </summary>
internal sealed class AuthFile
{
    private const int MaxEntries = 10_000;
    private const string DockerKey = "index.docker.io";

    private readonly Dictionary<string, JsonFields> _entries = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _helpers;
    private readonly bool _legacy;

    private AuthFile(JsonFields? entries, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> helpers, string? store, bool legacy)
    {
        (_helpers, Store, _legacy) = (helpers, store, legacy);
        foreach (var key in keys)
        {
            if (entries?.OptionalObject(key) is { } entry)
            {
                _entries.Add(key, entry);
            }
        }
    }

    /// <summary>The helper that keeps the credentials which are not in the file (<c>credsStore</c>); null for none.</summary>
    public string? Store { get; }

    /// <exception cref="InvalidDataException">The bytes are no such file; <paramref name="name"/> is named.</exception>
    public static AuthFile Parse(ReadOnlySpan<byte> utf8, string name, bool legacy)
    {
        // The older format is read as the newer one's table.
        var fields = legacy ? JsonFields.Parse([.. "{\"auths\":"u8, .. utf8, (byte)'}'], name) : JsonFields.Parse(utf8, name);
        var store = legacy ? null : fields.OptionalString("credsStore");
        var helpers = legacy ? new Dictionary<string, string>() : fields.StringMap("credHelpers", MaxEntries);
        return new AuthFile(fields.OptionalObject("auths"), fields.Names("auths", MaxEntries), helpers, store is { Length: > 0 } ? store : null, legacy);
    }

    /// <summary>The helper that keeps the credentials for a registry (<c>credHelpers</c>); null for none.</summary>
    public string? HelperFor(string registry) => _helpers.GetValueOrDefault(registry) is { Length: > 0 } helper ? helper : null;

    /// <summary>
    /// The credentials in the file for a repository, <c>host[:port]/path</c>: of the longest of its namespaces that has an
    /// entry, else of its host, however that is written. Null where there are none.
    /// </summary>
    /// <exception cref="InvalidDataException">The entry is broken.</exception>
    public RegistryCredentials? Find(string repository)
    {
        var slash = repository.IndexOf('/');
        var registry = slash < 0 ? repository : repository[..slash];
        for (var key = _legacy ? registry : repository; ; key = key[..key.LastIndexOf('/')])
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                return Decode(entry);
            }

            if (!key.Contains('/'))
            {
                break;
            }
        }

        var host = NormalizeHost(registry);
        foreach (var (key, entry) in _entries)
        {
            if (Normalize(key) == host)
            {
                return Decode(entry);
            }
        }

        return null;
    }

    // `docker login` once wrote whole URLs, and still does for its own registry.
    private string Normalize(string key)
    {
        var bare = key.StartsWith("https://", StringComparison.Ordinal) ? key["https://".Length..]
            : key.StartsWith("http://", StringComparison.Ordinal) ? key["http://".Length..]
            : key;
        return NormalizeHost(_legacy || bare.Length != key.Length ? bare.Split('/')[0] : bare);
    }

    private static string NormalizeHost(string registry) => registry is "docker.io" or "registry-1.docker.io" ? DockerKey : registry;

    private static RegistryCredentials? Decode(JsonFields entry)
    {
        var identity = entry.OptionalString("identitytoken") is { Length: > 0 } token ? token : null;
        if (entry.OptionalString("auth") is not { Length: > 0 } auth)
        {
            return identity is null ? null : new RegistryCredentials { IdentityToken = identity };
        }

        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length))
        {
            throw entry.Wrong("auth", "base64");
        }

        // Text without a colon names no user: skipped, as Docker does.
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':') is >= 0 and var colon
            ? new RegistryCredentials { Username = text[..colon], Password = text[(colon + 1)..].Trim('\0'), IdentityToken = identity }
            : null;
    }
}
