namespace GraphDriver.Oci.Model;

/// <summary>
/// A content descriptor (https://github.com/opencontainers/image-spec/blob/main/descriptor.md): what a blob is, by media
/// type, digest and size in bytes.
/// </summary>
public sealed record Descriptor
{
    public required string MediaType { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>The blob's size in bytes; never negative.</summary>
    public required long Size { get; init; }

    /// <summary>Annotations by key; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Other places to fetch the blob from; only foreign layers have them.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>What an entry of an index runs on; null where it does not say.</summary>
    public Platform? Platform { get; init; }

    /// <summary>What an entry of an index is, where it is no image.</summary>
    public string? ArtifactType { get; init; }
}
