using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Store;

namespace GraphDriver.Push;

/// <summary>
/// The repositories of one registry that images of the store came from, by the blobs that they have there: from them a blob is mounted,
/// not sent. The manifests are read when the first blob is asked for.
/// </summary>
internal sealed class BlobHolders
{
    private const int MaxManifests = 500;

    private readonly Lazy<ILookup<Digest, ImageReference>> _byBlob;

    /// <param name="storage">The store.</param>
    /// <param name="images">Its images.</param>
    /// <param name="registry"><c>host[:port]</c>.</param>
    public BlobHolders(ContainerStorage storage, ImageSnapshot images, string registry) => _byBlob = new(() => images.Records
        .Select(image => (Image: image, Repositories: RepositoriesOf(image, registry)))
        .Where(image => image.Repositories.Count > 0)
        .Take(MaxManifests)
        .SelectMany(image => BlobsOf(storage, image.Image).SelectMany(_ => image.Repositories, (blob, repository) => (blob, repository)))
        .Distinct()
        .ToLookup(pair => pair.blob, pair => pair.repository));

    /// <summary>The repositories that had the blob when an image was pulled from them.</summary>
    public IEnumerable<ImageReference> Of(Descriptor blob) => _byBlob.Value[blob.Digest];

    private static List<ImageReference> RepositoriesOf(ImageRecord image, string registry) =>
    [
        .. image.Names
            .Select(name => ImageReference.TryParse(name, out var reference) && reference.Domain == registry ? reference.WithTag(null).WithDigest(null) : null)
            .OfType<ImageReference>()
            .Distinct(),
    ];

    private static IEnumerable<Digest> BlobsOf(ContainerStorage storage, ImageRecord image)
    {
        try
        {
            return storage.Images.ReadBigData(image.Id, ImageRecord.ManifestPrefix) is { } bytes && ManifestParser.Parse(bytes, null, "") is Manifest manifest
                ? manifest.Layers.Select(layer => layer.Digest)
                : [];
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            return []; // Another image's manifest is no reason to fail here.
        }
    }
}
