using GraphDriver.Oci.Model;
using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>What a registry has to know of a manifest, an index or an artifact of any kind: what it is and what it names.</summary>
internal sealed record ManifestOutline
{
    private const int MaxAnnotations = 10_000;

    public required string MediaType { get; init; }

    /// <summary>The blobs that have to be there before it: configuration and layers, but for those that lie elsewhere.</summary>
    public required IReadOnlyList<Digest> Blobs { get; init; }

    /// <summary>The manifest that it speaks of; null where it speaks of none.</summary>
    public required Digest? Subject { get; init; }

    /// <summary>The kind of artifact: its own, or that of its configuration.</summary>
    public required string? ArtifactType { get; init; }

    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>Reads the outline of what a client sends.</summary>
    /// <param name="bytes">The manifest.</param>
    /// <param name="contentType">The type that it is sent with.</param>
    /// <exception cref="RefusalException">It is no manifest, or of another type than it is sent with.</exception>
    public static ManifestOutline Read(byte[] bytes, string? contentType)
    {
        try
        {
            var outline = Parse(bytes, contentType, "the body");
            var sent = contentType?.Split(';')[0].Trim();
            return sent is null or "" || sent == outline.MediaType
                ? outline
                : throw RefusalException.InvalidManifest($"the manifest is of type {outline.MediaType}, and is sent as {sent}");
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            throw RefusalException.InvalidManifest(error.Message);
        }
    }

    /// <summary>Reads the outline of a manifest.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="NotSupportedException">It is of Docker's schema 1.</exception>
    public static ManifestOutline Parse(byte[] bytes, string? mediaType, string source)
    {
        var kind = ManifestParser.KindOf(bytes, mediaType, source);
        var fields = JsonFields.Parse(bytes, source);
        var own = fields.OptionalString("mediaType");
        var config = fields.OptionalObject("config") is { } object_ ? ManifestParser.ReadDescriptor(object_) : null;
        var layers = fields.Objects("layers", ManifestParser.MaxEntries).Select(ManifestParser.ReadDescriptor).Where(layer => layer.Urls.Count == 0);
        var type = fields.OptionalString("artifactType");
        return new ManifestOutline
        {
            MediaType = own is { Length: > 0 } ? own : kind,
            Blobs = [.. (config is null ? layers : layers.Prepend(config)).Select(blob => blob.Digest).Distinct()],
            Subject = fields.OptionalObject("subject") is { } subject ? ManifestParser.ReadDescriptor(subject).Digest : null,
            ArtifactType = type is { Length: > 0 } ? type : config?.MediaType,
            Annotations = fields.StringMap("annotations", MaxAnnotations),
        };
    }
}
