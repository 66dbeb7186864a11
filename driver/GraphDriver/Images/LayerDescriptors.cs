using GraphDriver.Oci.Model;
using GraphDriver.Push;
using GraphDriver.Store;

namespace GraphDriver.Images;

/// <summary>How the manifest of a new image names layers of the store.</summary>
internal static class LayerDescriptors
{
    /// <summary>A layer and those below it, the lowest first.</summary>
    /// <exception cref="IOException">One is gone.</exception>
    /// <exception cref="NotSupportedException">The DiffID of one is not known.</exception>
    public static IReadOnlyList<(DiffId DiffId, Descriptor Blob)> Of(LayerSnapshot layers, LayerId top, ManifestFormat format)
    {
        var chain = new List<(DiffId, Descriptor)>();
        for (var id = top; !id.IsEmpty;)
        {
            var layer = layers.Find(id) ?? throw new IOException($"layer {id.ShortHex} was removed meanwhile: try again");
            if (layer.UncompressedDigest.IsEmpty)
            {
                throw new NotSupportedException($"layer {id.ShortHex} was taken without its DiffID, and so can be in no new image");
            }

            chain.Add((new DiffId(layer.UncompressedDigest), Describe(layer, format)));
            id = layer.Parent;
        }

        chain.Reverse();
        return chain;
    }

    /// <summary>The blob as it came where the form has a media type for it, so that registries that have it can be asked; else the tar itself.</summary>
    private static Descriptor Describe(LayerRecord layer, ManifestFormat format)
    {
        var mediaType = (layer.Compression, format) switch
        {
            _ when layer.CompressedDigest.IsEmpty => null,
            (BlobCompression.Gzip, ManifestFormat.Oci) => MediaType.OciLayerGzip,
            (BlobCompression.Gzip, ManifestFormat.Docker) => MediaType.DockerLayerGzip,
            (BlobCompression.Zstd, ManifestFormat.Oci) => MediaType.OciLayerZstd,
            _ => null,
        };
        return mediaType is not null
            ? new Descriptor { MediaType = mediaType, Digest = layer.CompressedDigest, Size = layer.CompressedSize }
            : new Descriptor
            {
                MediaType = format == ManifestFormat.Docker ? MediaType.DockerLayer : MediaType.OciLayer,
                Digest = layer.UncompressedDigest,
                Size = layer.UncompressedSize,
            };
    }
}
