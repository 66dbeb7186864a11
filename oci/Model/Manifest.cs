namespace GraphDriver.Oci.Model;

/// <summary>
/// The manifest of one image, of OCI (https://github.com/opencontainers/image-spec/blob/main/manifest.md) or of Docker,
/// schema 2 (https://distribution.github.io/distribution/spec/manifest-v2-2/).
/// </summary>
public sealed record Manifest : ManifestDocument
{
    public required Descriptor Config { get; init; }

    /// <summary>The layers, the lowest first; at most <see cref="ManifestParser.MaxEntries"/>.</summary>
    public required IReadOnlyList<Descriptor> Layers { get; init; }

    /// <summary>Whether it is Docker's schema 2 rather than OCI's.</summary>
    public bool IsDocker => MediaType == Model.MediaType.DockerManifest;
}
