using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// Reads manifests and indexes, of OCI and Docker. The media type that a document was served with decides what it is;
/// where that is none of an image's, its content does.
/// </summary>
public static class ManifestParser
{
    /// <summary>The most bytes that a manifest or an index may have, as registries bound it.</summary>
    public const int MaxSize = 4 << 20;

    /// <summary>The most layers that a manifest, and the most entries that an index may have.</summary>
    public const int MaxEntries = 10_000;

    private const int MaxAnnotations = 10_000;
    private const int MaxUrls = 100;

    /// <summary>Parses the document.</summary>
    /// <param name="bytes">The document, at most <see cref="MaxSize"/> bytes.</param>
    /// <param name="mediaType">The media type that it was served with; null or any other text where nothing is known.</param>
    /// <param name="source">How errors name the document.</param>
    /// <exception cref="InvalidDataException">The bytes are no manifest, or are two kinds at once.</exception>
    /// <exception cref="NotSupportedException">It is of a kind that cannot be pulled; the message says what to do.</exception>
    public static ManifestDocument Parse(ReadOnlySpan<byte> bytes, string? mediaType, string source)
    {
        if (bytes.Length > MaxSize)
        {
            throw new InvalidDataException($"{source}: the manifest has {bytes.Length} bytes, more than {MaxSize}");
        }

        var fields = JsonFields.Parse(bytes, $"{source}: manifest");
        var kind = KindOf(fields, WithoutParameters(mediaType), source);
        return MediaType.IsIndex(kind) ? ReadIndex(fields, kind, source) : ReadManifest(fields, kind, source);
    }

    /// <summary>The media type that <see cref="Parse"/> takes the document for; the rest of it is not looked at.</summary>
    /// <exception cref="InvalidDataException">The bytes are no manifest, or are two kinds at once.</exception>
    /// <exception cref="NotSupportedException">It is of Docker's schema 1.</exception>
    public static string KindOf(ReadOnlySpan<byte> bytes, string? mediaType, string source) =>
        KindOf(JsonFields.Parse(bytes, $"{source}: manifest"), WithoutParameters(mediaType), source);

    /// <summary>Reads a content descriptor. <paramref name="fields"/> names it in errors.</summary>
    internal static Descriptor ReadDescriptor(JsonFields fields)
    {
        var size = fields.OptionalInteger("size") ?? throw fields.Missing("size");
        return new Descriptor
        {
            MediaType = fields.OptionalString("mediaType") ?? "",
            Digest = fields.RequiredDigest("digest"),
            Size = size >= 0 ? size : throw fields.Wrong("size", "zero or more"),
            Annotations = fields.StringMap("annotations", MaxAnnotations),
            Urls = fields.Strings("urls", MaxUrls),
            Platform = fields.OptionalObject("platform") is { } platform ? ReadPlatform(platform) : null,
            ArtifactType = fields.OptionalString("artifactType") is { Length: > 0 } type ? type : null,
        };
    }

    private static string KindOf(JsonFields fields, string served, string source)
    {
        var own = fields.OptionalString("mediaType") ?? "";
        var version = fields.OptionalInteger("schemaVersion");
        var kind = IsKnown(served) ? served : IsKnown(own) ? own : GuessKind(fields, version);
        if (MediaType.IsSchema1(kind))
        {
            throw new NotSupportedException(
                $"{source}: the image has a Docker schema 1 manifest, which no registry should serve any more: push it again with a current tool (such as skopeo copy --format oci) and pull that");
        }

        if (version is not (null or 2))
        {
            throw new InvalidDataException($"{source}: manifest: schemaVersion is {version}, expected 2");
        }

        // A document that is read as two kinds by two tools is an attack: one is checked, the other one runs.
        var ambiguous = fields.Has("fsLayers") || (MediaType.IsIndex(kind)
            ? fields.Has("layers") || fields.Has("config") || MediaType.IsManifest(own)
            : fields.Has("manifests") || MediaType.IsIndex(own));
        return ambiguous
            ? throw new InvalidDataException($"{source}: the manifest is ambiguous: it is of type {kind} and has fields or the type of another kind")
            : kind;
    }

    private static string GuessKind(JsonFields fields, long? version) =>
        version == 1 || fields.Has("fsLayers") ? MediaType.DockerSchema1
        : fields.Has("manifests") ? MediaType.OciIndex
        : fields.OptionalObject("config")?.OptionalString("mediaType") == MediaType.DockerConfig ? MediaType.DockerManifest
        : fields.Has("config") ? MediaType.OciManifest
        : throw fields.Invalid("neither an image nor an index: it has neither of the fields 'config' and 'manifests'");

    private static ImageIndex ReadIndex(JsonFields fields, string kind, string source)
    {
        if (!fields.Has("manifests"))
        {
            throw fields.Missing("manifests");
        }

        var manifests = fields.Objects("manifests", MaxEntries).Select(ReadDescriptor).ToList();
        var other = manifests.Find(entry => MediaType.IsSchema1(entry.MediaType));
        return other is not null && manifests.TrueForAll(entry => MediaType.IsSchema1(entry.MediaType))
            ? throw new NotSupportedException($"{source}: the index holds Docker schema 1 manifests alone: push the image again with a current tool")
            : new ImageIndex { MediaType = kind, Manifests = manifests, Annotations = fields.StringMap("annotations", MaxAnnotations) };
    }

    private static Manifest ReadManifest(JsonFields fields, string kind, string source)
    {
        var config = ReadDescriptor(fields.RequiredObject("config"));
        RequireImage(config, fields.OptionalString("artifactType"), kind, source);
        if (!fields.Has("layers"))
        {
            throw fields.Missing("layers");
        }

        var layers = fields.Objects("layers", MaxEntries).Select(ReadDescriptor).ToList();
        for (var i = 0; i < layers.Count; i++)
        {
            RequireLayer(layers[i], i, source);
        }

        return new Manifest { MediaType = kind, Config = config, Layers = layers, Annotations = fields.StringMap("annotations", MaxAnnotations) };
    }

    private static void RequireImage(Descriptor config, string? artifactType, string kind, string source)
    {
        // Old Docker pushed configurations under these names, and a config under them cannot be told from an image's
        // (https://github.com/distribution/distribution/issues/1621).
        var isOldDocker = kind == MediaType.DockerManifest && config.MediaType is "" or "application/octet-stream" or "application/json" or "text/html";
        if (!isOldDocker && !MediaType.IsImageConfig(config.MediaType))
        {
            var type = artifactType is { Length: > 0 } ? artifactType : config.MediaType;
            throw new NotSupportedException($"{source}: not an image but an artifact of type '{type}': pull it with the tool that it is for (such as oras)");
        }
    }

    private static void RequireLayer(Descriptor layer, int index, string source)
    {
        if (MediaType.IsForeignLayer(layer.MediaType))
        {
            throw new NotSupportedException(
                $"{source}: layer {index} ({layer.Digest}) is a foreign layer, which the registry does not hold (type '{layer.MediaType}'): push the image with its foreign layers (such as skopeo copy --dest-compress) and pull that");
        }

        if (!MediaType.IsLayer(layer.MediaType))
        {
            var reason = layer.MediaType.EndsWith("+encrypted", StringComparison.Ordinal)
                ? "is encrypted: decrypt the image first (such as with skopeo copy --decryption-key)"
                : "is no layer of an image's file system";
            throw new NotSupportedException($"{source}: layer {index} ({layer.Digest}) of type '{layer.MediaType}' {reason}");
        }
    }

    private static Platform ReadPlatform(JsonFields fields)
    {
        var variant = fields.OptionalString("variant");
        return new Platform(fields.OptionalString("os") ?? "", fields.OptionalString("architecture") ?? "", variant is { Length: > 0 } ? variant : null)
        {
            OsVersion = fields.OptionalString("os.version"),
        };
    }

    private static bool IsKnown(string mediaType) =>
        MediaType.IsManifest(mediaType) || MediaType.IsIndex(mediaType) || MediaType.IsSchema1(mediaType);

    /// <summary>A Content-Type without its parameters, such as <c>; charset=utf-8</c>.</summary>
    private static string WithoutParameters(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
}
