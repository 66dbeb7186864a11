using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers;

/// <summary>A layer blob that was written.</summary>
public sealed record EncodedLayer
{
    /// <summary>What the blob is. <see cref="LayerFormat.Zstd"/> where zstd:chunked was asked for and <see cref="Obstacle"/> prevents it.</summary>
    public required LayerFormat Format { get; init; }

    /// <summary>The media type of an OCI layer of this format.</summary>
    public required string MediaType { get; init; }

    /// <summary>The digest of the blob.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The size of the blob in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The digest of the tar stream, all of it to its last byte.</summary>
    public required DiffId DiffId { get; init; }

    /// <summary>The size of the tar stream in bytes.</summary>
    public required long TarSize { get; init; }

    /// <summary>What the layer's descriptor has to carry: where a zstd:chunked blob has its table of contents. Empty for other formats.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Why a layer that was to be zstd:chunked is plain zstd, naming the entry; null where it is what it was to be.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The blob's descriptor in an OCI manifest.</summary>
    public Descriptor ToDescriptor() => new() { MediaType = MediaType, Digest = Digest, Size = Size, Annotations = Annotations };
}
