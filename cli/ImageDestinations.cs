using GraphDriver.Configuration;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Cli;

/// <summary>Opens the place that an argument names for an image to be written to.</summary>
internal static class ImageDestinations
{
    /// <summary>Opens the place; the caller disposes what it gets. Files are flushed as storage.conf has it for layers.</summary>
    public static Task<IImageDestination> OpenAsync(
        TransportReference reference, Func<RegistryOptions> registry, StorageConfiguration configuration, CancellationToken cancellationToken)
    {
        var factory = new ImageDestinationFactory(
            (name, _) => Task.FromResult<IImageDestination>(RegistryImageDestination.Open(name.Name!, registry())), configuration.Sync == SyncMode.FileSystem);
        return factory.OpenAsync(reference, cancellationToken);
    }
}
