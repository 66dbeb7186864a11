using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Store;

namespace GraphDriver.Push;

/// <summary>
/// Writes images of the store to destinations. Layers are encoded while they are sent, side by side; what the destination has already is
/// not sent. The configuration stays what it is, and so the image's id. The same image gives the same blobs and the same manifest.
/// </summary>
public sealed class ImagePusher
{
    // podman keeps an image's signatures under these names.
    private const string SignatureName = "signature";

    private readonly ContainerStorage _storage;
    private readonly PushSettings _settings;
    private readonly IPushProgress _progress;

    public ImagePusher(ContainerStorage storage, PushSettings settings, IPushProgress progress) =>
        (_storage, _settings, _progress) = (storage, settings, progress);

    /// <summary>Writes an image and returns its manifest there.</summary>
    /// <exception cref="InvalidDataException">The image is damaged.</exception>
    /// <exception cref="NotSupportedException">The image cannot be written in the form that is asked for.</exception>
    /// <exception cref="IOException">The store or the destination failed; nobody finds a part of the image.</exception>
    public async Task<RawManifest> PushAsync(ImageRecord image, IImageDestination destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(destination);
        var snapshot = _storage.Read();
        var outgoing = new StoredImage(_storage, GraphDrivers.Of(_storage, _settings.Log)).Read(snapshot, image);
        if (IsSigned(image))
        {
            _settings.Warn?.Invoke($"{outgoing.Name}: its signatures are not sent");
        }

        var form = PushForm.Choose(_settings, outgoing.Manifest.MediaType, destination);
        using var memory = PushedBlobs.Open(_storage, _settings.Log);
        var layers = new LayerSender(destination, form, memory, Holders(snapshot, memory, destination), _progress, _settings.Log);
        var manifest = await new ImageSender(destination, _settings, _progress).SendAsync(outgoing, form, layers, cancellationToken);
        await destination.CommitAsync(manifest, cancellationToken);
        memory.Trim();
        return manifest;
    }

    private static bool IsSigned(ImageRecord image) =>
        image.BigData.Names.Any(name => name.StartsWith(SignatureName, StringComparison.Ordinal) && image.BigData.Sizes.GetValueOrDefault(name) > 0);

    private Func<DiffId, Descriptor, IEnumerable<ImageReference>> Holders(StorageSnapshot snapshot, PushedBlobs memory, IImageDestination destination)
    {
        if (destination.Repository is not { } repository)
        {
            return (_, _) => [];
        }

        var holders = new BlobHolders(_storage, snapshot.Images, repository.Domain);
        return Of;

        IEnumerable<ImageReference> Of(DiffId diffId, Descriptor blob)
        {
            foreach (var known in memory.RepositoriesOf(diffId, blob).Concat(holders.Of(blob)))
            {
                yield return known;
            }
        }
    }
}
