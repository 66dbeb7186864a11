using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;

namespace GraphDriver.Serve;

/// <summary>An image of the store as it is served: with its own configuration, and each layer as the tar stream that its DiffID names.</summary>
internal sealed class ServedImage
{
    private readonly Dictionary<Digest, ServedBlob> _blobs = [];

    private ServedImage(RawManifest manifest) => Manifest = manifest;

    /// <summary>The manifest that names what is served; the image's own where its layers came uncompressed.</summary>
    public RawManifest Manifest { get; }

    /// <summary>Makes it of an image; a layer whose length is not known is read once.</summary>
    /// <exception cref="InvalidDataException">The image is damaged.</exception>
    /// <exception cref="NotSupportedException">A layer's tar is not known.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public static ServedImage Of(OutgoingImage image)
    {
        var form = new PushForm(image.Manifest.IsDocker ? MediaType.DockerManifest : MediaType.OciManifest, LayerFormat.Plain, null);
        var layers = image.Layers.Select(layer => Describe(layer)).ToList();
        var served = new ServedImage(image.Rewrite(form, layers));
        served._blobs[image.Manifest.Config.Digest] = new ServedBlob(image.RawConfig.Length, (offset, length) => new MemoryStream(image.RawConfig, (int)offset, (int)length, writable: false));
        foreach (var (layer, blob) in image.Layers.Zip(layers))
        {
            served._blobs[blob.Digest] = new ServedBlob(blob.Size, (offset, length) => new TarSection(Open(layer), offset, length));
        }

        return served;
    }

    /// <summary>A blob of the image; null where it has none of that digest.</summary>
    public ServedBlob? FindBlob(Digest digest) => _blobs.GetValueOrDefault(digest);

    private static Descriptor Describe(OutgoingLayer layer) => layer.Known.FirstOrDefault(blob => blob.Digest == layer.DiffId.Digest)
        ?? new Descriptor { MediaType = MediaType.OciLayer, Digest = layer.DiffId.Digest, Size = Measure(layer) };

    private static long Measure(OutgoingLayer layer)
    {
        using var tar = Open(layer);
        var buffer = new byte[1 << 20];
        long size = 0;
        for (int count; (count = tar.Read(buffer)) > 0; size += count)
        {
        }

        return size;
    }

    private static Stream Open(OutgoingLayer layer) => layer.OpenTar(_ => { }, CancellationToken.None);
}
