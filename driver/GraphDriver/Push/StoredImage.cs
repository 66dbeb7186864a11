using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;
using GraphDriver.Store;

namespace GraphDriver.Push;

/// <summary>Reads an image of the store as it is to be sent.</summary>
internal sealed class StoredImage(ContainerStorage storage, IGraphDriver driver)
{
    /// <summary>Reads manifest and configuration; layers are opened when they are sent.</summary>
    /// <exception cref="InvalidDataException">The image is damaged.</exception>
    /// <exception cref="NotSupportedException">It is a list of images, or has a layer that no tar is known of.</exception>
    public OutgoingImage Read(StorageSnapshot snapshot, ImageRecord image)
    {
        var name = $"image {image.Id.ShortHex}";
        var bytes = BigData(image, ImageRecord.ManifestPrefix) ?? throw new InvalidDataException($"{name} has no manifest in the store: it cannot be sent");
        var raw = new RawManifest(bytes, ManifestParser.KindOf(bytes, null, name));
        if (ManifestParser.Parse(bytes, raw.MediaType, name) is not Manifest manifest)
        {
            throw new NotSupportedException($"{name} is a list of images: send the images that it names");
        }

        var rawConfig = BigData(image, manifest.Config.Digest.ToString()) ?? throw new InvalidDataException($"{name} has no configuration in the store: it cannot be sent");
        var config = ImageConfig.Parse(rawConfig, name);
        config.RequireLayersOf(manifest, name);
        var layers = snapshot.LayersOf(image).Reverse().ToList();
        return layers.Count == manifest.Layers.Count
            ? new OutgoingImage
            {
                Name = name,
                RawManifest = raw,
                Manifest = manifest,
                RawConfig = rawConfig,
                Layers = [.. layers.Select((layer, i) => Outgoing(layer, config.RootFs.DiffIds[i], manifest.Layers[i]))],
            }
            : throw new InvalidDataException($"{name} is damaged: it has {layers.Count} layers, its manifest {manifest.Layers.Count}");
    }

    private OutgoingLayer Outgoing(LayerRecord layer, DiffId diffId, Descriptor blob)
    {
        var size = Math.Max(layer.UncompressedSize, 0);
        var known = new List<Descriptor>();
        if (blob.Digest == layer.CompressedDigest && blob.Digest != diffId.Digest)
        {
            known.Add(blob with { MediaType = TypeOf(layer.Compression) ?? blob.MediaType });
        }

        if (layer.UncompressedDigest == diffId.Digest && layer.UncompressedSize > 0)
        {
            known.Add(new Descriptor { MediaType = MediaType.OciLayer, Digest = diffId.Digest, Size = layer.UncompressedSize });
        }

        return new OutgoingLayer
        {
            DiffId = diffId,
            Label = new Descriptor { MediaType = MediaType.OciLayer, Digest = diffId.Digest, Size = size },
            Known = known,
            OpenTar = (read, _) => new CountingStream(driver.Diff(layer.Id, provenByReader: true), read),
        };
    }

    /// <summary>The media type that the blob's own bytes told of when it came.</summary>
    private static string? TypeOf(BlobCompression compression) => compression switch
    {
        BlobCompression.None => MediaType.OciLayer,
        BlobCompression.Gzip => MediaType.OciLayerGzip,
        BlobCompression.Zstd => MediaType.OciLayerZstd,
        _ => null,
    };

    private byte[]? BigData(ImageRecord image, string key) => storage.AdditionalStores
        .Select(store => store.Images)
        .OfType<ImageStore>()
        .Prepend(storage.Images)
        .Select(store => store.ReadBigData(image.Id, key))
        .FirstOrDefault(bytes => bytes is not null);
}
