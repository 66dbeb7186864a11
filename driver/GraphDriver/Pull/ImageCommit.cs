using GraphDriver.Layers;
using GraphDriver.Oci.Transports;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>Writes the record of an image with the big data that containers/image gives it.</summary>
internal static class ImageCommit
{
    private const string ManifestKey = "manifest";

    /// <summary>The metadata of an image without signatures.</summary>
    private const string NoSignatures = "{}";

    /// <summary>Adds the image, or gives the one that is there the name as well; where storage.conf asks for it, all of it is on the disk then.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The image's id.</param>
    /// <param name="image">The image's documents.</param>
    /// <param name="topLayer">The topmost layer; empty where it has none.</param>
    /// <param name="names">The names to find it by; may be none.</param>
    /// <exception cref="IOException">The top layer is gone, or a call failed.</exception>
    public static void Commit(ContainerStorage store, ImageId id, ResolvedImage image, LayerId topLayer, IReadOnlyList<string> names)
    {
        Write(store, id, image, topLayer, names);
        Flush.Run(store);
    }

    private static void Write(ContainerStorage store, ImageId id, ResolvedImage image, LayerId topLayer, IReadOnlyList<string> names)
    {
        using var layers = store.Layers.BeginRead();
        if (!topLayer.IsEmpty && layers.Records.Find(topLayer) is null)
        {
            throw new IOException($"layer {topLayer.ShortHex} was removed while its image was made: try again");
        }

        using var transaction = store.Images.BeginWrite();
        if (transaction.Records.Find(id) is null)
        {
            transaction.Add(new ImageRecord
            {
                Id = id,
                TopLayer = topLayer,
                Metadata = NoSignatures,
                Created = image.Config.CreatedText is { } created ? Timestamp.Parse(created) : Timestamp.Now,
            });
        }

        // Before the record is saved: what a crash leaves of them has no record, and is written anew by the next pull.
        transaction.WriteBigData(id, Documents(image));
        transaction.AddNames(id, names);
        transaction.Save();
    }

    private static List<(string Key, byte[] Content)> Documents(ResolvedImage image)
    {
        var documents = new List<(string, byte[])> { (image.Manifest.Config.Digest.ToString(), image.RawConfig) };
        if (image.TopLevel.Digest != image.RawManifest.Digest)
        {
            documents.Add((KeyOf(image.TopLevel), image.TopLevel.Bytes));
        }

        documents.Add((KeyOf(image.RawManifest), image.RawManifest.Bytes));
        documents.Add((ManifestKey, image.RawManifest.Bytes));
        return documents;
    }

    private static string KeyOf(RawManifest manifest) => $"{ManifestKey}-{manifest.Digest}";
}
