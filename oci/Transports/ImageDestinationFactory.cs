using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Transports;

/// <summary>Opens the place that a <see cref="TransportReference"/> names for an image to be written to, whatever the transport.</summary>
/// <param name="openRegistry">Opens a reference of <see cref="TransportKind.Docker"/>: it holds credentials.</param>
/// <param name="flush">Whether files are on the disk before they get their names.</param>
public sealed class ImageDestinationFactory(Func<TransportReference, CancellationToken, Task<IImageDestination>> openRegistry, bool flush)
{
    /// <summary>Opens the place; the caller disposes what it gets.</summary>
    /// <exception cref="FormatException">The reference names no place to write to.</exception>
    /// <exception cref="IOException">The directory or file cannot be made, or holds something else.</exception>
    public Task<IImageDestination> OpenAsync(TransportReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Index is not null)
        {
            throw new FormatException($"'{reference.Text}': an image is written under a name, not under a number");
        }

        return reference.Kind == TransportKind.Docker ? openRegistry(reference, cancellationToken) : Task.FromResult(Open(reference));
    }

    /// <summary>An OCI layout as an archive, which goes into a stream when it is whole; the stream is owned.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="name">The image's name in it; null for none.</param>
    public static IImageDestination OciArchiveInto(Stream stream, string? name) =>
        new OciLayoutDestination(TransportReference.Of(TransportKind.OciArchive, "-", name), new ArchiveSink(ArchiveTarget.Into(stream)));

    private IImageDestination Open(TransportReference reference) => reference.Kind switch
    {
        TransportKind.Oci => new OciLayoutDestination(reference, new DirectorySink(reference.Path, flush)),
        TransportKind.OciArchive => new OciLayoutDestination(reference, new ArchiveSink(ArchiveTarget.At(reference.Path, flush))),
        TransportKind.DockerArchive => new DockerArchiveDestination(
            DockerArchiveFile.At(reference.Path, flush), reference.Image is { } name ? [name] : [], isOnlyImage: true),
        TransportKind.Dir => DirectoryDestination.Open(reference, flush),
        _ => throw new ArgumentException($"transport {reference.Kind} is not known", nameof(reference)),
    };
}
