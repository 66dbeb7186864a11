using System.Collections.Concurrent;
using System.Net;
using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;
using GraphDriver.Store;

namespace GraphDriver.Serve;

/// <summary>
/// Serves the images of a store, straight from it and for reading alone. An image is in the repositories that its names stand for
/// (<see cref="RepositoryName.Of"/>): <c>docker.io/library/debian</c> and <c>library/debian</c>. Its configuration is the store's, and so
/// its id; its layers are the tar streams that they came as, put together while they are sent, under a manifest that says so.
/// </summary>
/// <remarks>What is pulled, named or removed meanwhile is, or is no more, served by the next request. Nothing is locked while bytes flow.</remarks>
public sealed class StoreContent : IRegistryContent
{
    private const int MaxRemembered = 1000;

    private readonly ContainerStorage _storage;
    private readonly StoredImage _images;
    private readonly ConcurrentDictionary<ImageId, (ImageRecord Record, ServedImage Image)> _served = new();

    /// <param name="storage">The store; the caller's still, and open as long as it is served.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="NotSupportedException">There is no driver for it.</exception>
    public StoreContent(ContainerStorage storage, Action<string>? log = null)
    {
        _storage = storage;
        _images = new StoredImage(storage, GraphDrivers.Of(storage, log));
    }

    public IContentWriter? Writer => null;

    public ServedBlob? FindBlob(RepositoryName repository, Digest digest)
    {
        var snapshot = _storage.Read();
        return NamesIn(snapshot, repository)
            .DistinctBy(name => name.Image.Id)
            .Select(name => TryServe(snapshot, name.Image)?.FindBlob(digest))
            .FirstOrDefault(blob => blob is not null);
    }

    public RawManifest? FindManifest(RepositoryName repository, TagOrDigest reference)
    {
        var snapshot = _storage.Read();
        var names = NamesIn(snapshot, repository).ToList();
        if (reference.Tag is not { } tag)
        {
            return names.DistinctBy(name => name.Image.Id)
                .Select(name => TryServe(snapshot, name.Image)?.Manifest)
                .FirstOrDefault(manifest => manifest?.Digest == reference.Digest);
        }

        try
        {
            return Choose(names, repository, tag) is { } image ? Serve(snapshot, image).Manifest : null;
        }
        catch (NotSupportedException error)
        {
            throw new RefusalException(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", $"the image {repository}:{tag} cannot be served: {error.Message}");
        }
    }

    public IEnumerable<RepositoryName> ListRepositories() => AllNames(_storage.Read()).SelectMany(name => RepositoryName.Of(name.Reference)).Distinct();

    public IReadOnlyCollection<string>? ListTags(RepositoryName repository)
    {
        var names = NamesIn(_storage.Read(), repository).ToList();
        return names.Count == 0 ? null : [.. names.Select(name => name.Reference.Tag).OfType<string>().Distinct()];
    }

    public IReadOnlyList<Descriptor> ListReferrers(RepositoryName repository, Digest subject) => [];

    private static IEnumerable<(ImageReference Reference, ImageRecord Image)> AllNames(StorageSnapshot snapshot) =>
        from images in snapshot.AdditionalImages.Prepend(snapshot.Images)
        from image in images.Records
        from name in image.Names
        let reference = ImageReference.TryParse(name, out var parsed) ? parsed : null
        where reference is not null
        select (reference, image);

    private static IEnumerable<(ImageReference Reference, ImageRecord Image)> NamesIn(StorageSnapshot snapshot, RepositoryName repository) =>
        AllNames(snapshot).Where(name => RepositoryName.Of(name.Reference).Contains(repository));

    /// <summary>The image of a tag: the one of that whole name, or else the one of that path, where it is the same image in all registries.</summary>
    /// <exception cref="RefusalException">It is not.</exception>
    private static ImageRecord? Choose(IReadOnlyList<(ImageReference Reference, ImageRecord Image)> names, RepositoryName repository, string tag)
    {
        var tagged = names.Where(name => name.Reference.Tag == tag).ToList();
        var whole = tagged.Where(name => name.Reference.Name == repository.ToString()).ToList();
        var found = (whole.Count > 0 ? whole : tagged).DistinctBy(name => name.Image.Id).ToList();
        return whole.Count > 0 || found.Count <= 1
            ? found.FirstOrDefault().Image
            : throw new RefusalException(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", $"there are several images {repository}:{tag}: {string.Join(", ", found.Select(name => name.Reference))}; ask for one by its whole name");
    }

    /// <summary>The image as it is served; null where it is damaged or cannot be, which is told when it is asked for by its name.</summary>
    private ServedImage? TryServe(StorageSnapshot snapshot, ImageRecord image)
    {
        try
        {
            return Serve(snapshot, image);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidDataException)
        {
            return null;
        }
    }

    private ServedImage Serve(StorageSnapshot snapshot, ImageRecord image)
    {
        if (_served.TryGetValue(image.Id, out var known) && (known.Record.Digest, known.Record.TopLayer) == (image.Digest, image.TopLayer))
        {
            return known.Image;
        }

        var served = ServedImage.Of(_images.Read(snapshot, image));
        if (_served.Count >= MaxRemembered)
        {
            _served.Clear();
        }

        _served[image.Id] = (image, served);
        return served;
    }
}
