using GraphDriver.Oci.Transports;

namespace GraphDriver.Cli;

/// <summary>Opens the image that a command's argument names.</summary>
internal static class ImageSources
{
    public static Task<IImageSource> OpenAsync(string reference, CancellationToken cancellationToken)
    {
        var factory = new ImageSourceFactory((name, _) => throw new NotSupportedException($"{name}: registries cannot be read yet"));
        return factory.OpenAsync(TransportReference.Parse(reference), cancellationToken);
    }
}
