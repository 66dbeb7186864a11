using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>Finds images of the store as podman does, short names by the search registries of registries.conf.</summary>
internal static class LocalImages
{
    private static readonly Lazy<IReadOnlyList<string>> Registries =
        new(() => Oci.Registry.Configuration.SearchRegistries.Load(HostEnvironment.Current));

    public static ImageLookup LookIn(ImageSnapshot images) => new(images, SearchRegistries);

    /// <summary>The registries that short names are looked for in; the files are read once, and only where one is asked for.</summary>
    /// <exception cref="InvalidDataException">A file is broken.</exception>
    public static IReadOnlyList<string> SearchRegistries() => Registries.Value;
}
