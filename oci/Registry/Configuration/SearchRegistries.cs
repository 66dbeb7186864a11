namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>The registries that short names are looked for in, <c>unqualified-search-registries</c> of registries.conf.</summary>
public static class SearchRegistries
{
    /// <summary>Reads them, best first.</summary>
    /// <exception cref="InvalidDataException">A file is broken.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<string> Load(HostEnvironment environment) => RegistriesConfiguration.Load(environment, null).SearchRegistries;
}
