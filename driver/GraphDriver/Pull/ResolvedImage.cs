using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Pull;

/// <summary>The documents of the image that a pull is about to fetch the layers of.</summary>
internal sealed record ResolvedImage
{
    /// <summary>What the reference led to: the index where there is one, else the manifest itself.</summary>
    public required RawManifest TopLevel { get; init; }

    /// <summary>The manifest of the image, byte for byte.</summary>
    public required RawManifest RawManifest { get; init; }

    public required Manifest Manifest { get; init; }

    /// <summary>The configuration, byte for byte; its SHA-256 is the image's id.</summary>
    public required byte[] RawConfig { get; init; }

    public required ImageConfig Config { get; init; }
}
