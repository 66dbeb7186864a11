using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>What one registries.conf or drop-in says (containers-registries.conf(5)); null where it says nothing.</summary>
internal sealed record RegistriesFile
{
    /// <summary>By prefix; of several tables with one prefix the first counts.</summary>
    public IReadOnlyDictionary<string, RegistryEntry> Registries { get; init; } = new Dictionary<string, RegistryEntry>();

    public IReadOnlyList<string>? SearchRegistries { get; init; }

    public IReadOnlyList<string>? CredentialHelpers { get; init; }

    public ShortNameMode? ShortNameMode { get; init; }

    /// <summary>The names that short ones stand for; null takes back an alias of a file read before.</summary>
    public IReadOnlyDictionary<string, ImageReference?> Aliases { get; init; } = new Dictionary<string, ImageReference?>();
}
