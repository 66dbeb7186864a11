using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Push;

/// <summary>The form that an image is written in: the kind of its manifest and the compression of its layers.</summary>
/// <param name="ManifestType">The manifest's media type.</param>
/// <param name="Layers">What layers are.</param>
/// <param name="Level">How hard they are compressed; null is the default.</param>
internal sealed record PushForm(string ManifestType, LayerFormat Layers, int? Level)
{
    private bool IsDocker => ManifestType == MediaType.DockerManifest;

    /// <summary>The media type of the configuration.</summary>
    public string ConfigType => IsDocker ? MediaType.DockerConfig : MediaType.OciConfig;

    /// <summary>The media type of an index of such images.</summary>
    public string IndexType => IsDocker ? MediaType.DockerManifestList : MediaType.OciIndex;

    /// <summary>Chooses the form for an image and a destination.</summary>
    /// <exception cref="NotSupportedException">What is asked for does not go together.</exception>
    public static PushForm Choose(PushSettings settings, string sourceType, IImageDestination destination)
    {
        if (destination.TakesPlainLayersOnly)
        {
            return settings.Compression is null or LayerFormat.Plain && settings.Format is not ManifestFormat.Oci
                ? new PushForm(MediaType.DockerManifest, LayerFormat.Plain, null)
                : throw new NotSupportedException($"{destination.Name}: a Docker archive takes Docker's manifests and plain layers alone");
        }

        var format = settings.Format ?? DefaultFormat(settings, sourceType, destination);
        var type = format == ManifestFormat.Docker ? MediaType.DockerManifest : MediaType.OciManifest;
        var layers = settings.Compression ?? (format == ManifestFormat.Docker ? LayerFormat.Gzip : LayerFormat.ZstdChunked);
        if (format == ManifestFormat.Docker && layers is LayerFormat.Zstd or LayerFormat.ZstdChunked)
        {
            throw new NotSupportedException("Docker's manifests know no zstd layers: use --format oci, or --compression gzip");
        }

        return destination.ManifestTypes.Contains(type)
            ? new PushForm(type, layers, settings.Level)
            : throw new NotSupportedException($"{destination.Name}: this kind of place takes no manifest of type {type}");
    }

    /// <summary>What makes layers of this form.</summary>
    /// <exception cref="NotSupportedException">The compression has no such level.</exception>
    public LayerEncoder CreateEncoder()
    {
        try
        {
            return LayerEncoder.Create(Layers, new LayerEncoderOptions { Level = Level });
        }
        catch (ArgumentOutOfRangeException error) when (Level is not null)
        {
            throw new NotSupportedException($"there is no level {Level} of compression: {(Layers == LayerFormat.Gzip ? "gzip has 1 to 9" : "zstd has -7 to 20")}", error);
        }
    }

    /// <summary>Whether a blob that is there already will do.</summary>
    public bool IsMetBy(Descriptor blob)
    {
        var format = blob.MediaType switch
        {
            MediaType.OciLayer or MediaType.DockerLayer => LayerFormat.Plain,
            MediaType.OciLayerGzip or MediaType.DockerLayerGzip => LayerFormat.Gzip,
            _ when blob.Annotations.ContainsKey(ChunkedAnnotations.TocDigestKey) => LayerFormat.ZstdChunked,
            _ => LayerFormat.Zstd,
        };
        return Level is null && (format == Layers || (format, Layers) == (LayerFormat.ZstdChunked, LayerFormat.Zstd));
    }

    /// <summary>The configuration, which stays what it is, as a manifest of this form has it.</summary>
    public Descriptor ConfigOf(Manifest source) => new() { MediaType = ConfigType, Digest = source.Config.Digest, Size = source.Config.Size };

    /// <summary>The manifest of an image whose layers and configuration stay what they are, under other blobs.</summary>
    public Manifest Apply(Manifest source, IEnumerable<Descriptor> layers) => new()
    {
        MediaType = ManifestType,
        Config = ConfigOf(source),
        Layers = [.. layers.Select(Describe)],
        Annotations = IsDocker ? new Dictionary<string, string>() : source.Annotations,
    };

    private Descriptor Describe(Descriptor blob) => IsDocker
        ? new Descriptor { MediaType = TypeOf(blob), Digest = blob.Digest, Size = blob.Size }
        : blob with { MediaType = TypeOf(blob), Urls = [] };

    private string TypeOf(Descriptor blob) => (blob.MediaType, IsDocker) switch
    {
        (MediaType.OciLayer or MediaType.DockerLayer, true) => MediaType.DockerLayer,
        (MediaType.OciLayer or MediaType.DockerLayer, false) => MediaType.OciLayer,
        (MediaType.OciLayerGzip or MediaType.DockerLayerGzip, true) => MediaType.DockerLayerGzip,
        (MediaType.OciLayerGzip or MediaType.DockerLayerGzip, false) => MediaType.OciLayerGzip,
        _ => MediaType.OciLayerZstd,
    };

    private static ManifestFormat DefaultFormat(PushSettings settings, string sourceType, IImageDestination destination) =>
        sourceType == MediaType.DockerManifest
        && settings.Compression is LayerFormat.Plain or LayerFormat.Gzip
        && destination.ManifestTypes.Contains(MediaType.DockerManifest)
            ? ManifestFormat.Docker
            : ManifestFormat.Oci;
}
