using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Cli;

/// <summary>Opens the image that an argument names.</summary>
internal static class ImageSources
{
    /// <summary>Opens the image; the caller disposes what it gets.</summary>
    public static Task<IImageSource> OpenAsync(string reference, Func<RegistryOptions> registry, CancellationToken cancellationToken)
    {
        var factory = new ImageSourceFactory(async (name, token) => await RegistryImageSource.OpenAsync(name.Name!, registry(), token));
        return factory.OpenAsync(TransportReference.Parse(reference), cancellationToken);
    }
}
