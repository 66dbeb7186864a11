namespace GraphDriver.Oci.Transports;

/// <summary>Opens the image that a <see cref="TransportReference"/> names, whatever the transport.</summary>
/// <param name="openRegistry">
/// Opens a reference of <see cref="TransportKind.Docker"/>: it decides what a short name means and holds credentials.
/// </param>
public sealed class ImageSourceFactory(Func<TransportReference, CancellationToken, Task<IImageSource>> openRegistry)
{
    /// <summary>Opens the image; the caller disposes what it gets.</summary>
    /// <exception cref="IOException">The directory or file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no image layout or archive.</exception>
    /// <exception cref="NotSupportedException">It is one of a version or kind that is not known.</exception>
    public Task<IImageSource> OpenAsync(TransportReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Kind == TransportKind.Docker
            ? openRegistry(reference, cancellationToken)
            : Task.Run(() => Open(reference, cancellationToken), cancellationToken);
    }

    private static IImageSource Open(TransportReference reference, CancellationToken cancellationToken) => reference.Kind switch
    {
        TransportKind.Oci => OciLayoutSource.OpenDirectory(reference),
        TransportKind.OciArchive => OciLayoutSource.OpenArchive(reference, cancellationToken),
        TransportKind.DockerArchive => DockerArchiveSource.Open(reference, cancellationToken),
        TransportKind.Dir => DirectorySource.Open(reference),
        _ => throw new ArgumentException($"transport {reference.Kind} is not known", nameof(reference)),
    };
}
