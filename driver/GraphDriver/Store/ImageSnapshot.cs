using GraphDriver.Oci.Model;

namespace GraphDriver.Store;

/// <summary>The images as they were at one moment.</summary>
public sealed class ImageSnapshot : RecordSnapshot<ImageRecord>
{
    private readonly Lazy<ILookup<string, ImageRecord>> _byDigest;

    internal ImageSnapshot(IReadOnlyList<ImageRecord> records)
        : base(records) =>
        _byDigest = new(() => Records.SelectMany(image => image.Digests, (image, digest) => (image, digest)).ToLookup(pair => pair.digest, pair => pair.image));

    public ImageRecord? Find(ImageId id) => FindByKey(id.Hex);

    /// <summary>The images that have a manifest with this digest, or were pulled by it.</summary>
    public IEnumerable<ImageRecord> WithDigest(Digest digest) => _byDigest.Value[digest.ToString()];
}
