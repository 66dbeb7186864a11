using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Push;

/// <summary>An image that is to be sent.</summary>
internal sealed record OutgoingImage
{
    /// <summary>How errors name it.</summary>
    public required string Name { get; init; }

    /// <summary>Its manifest as it is where it comes from, byte for byte.</summary>
    public required RawManifest RawManifest { get; init; }

    public required Manifest Manifest { get; init; }

    /// <summary>Its configuration, byte for byte, which stays what it is: its SHA-256 is the image's id.</summary>
    public required byte[] RawConfig { get; init; }

    /// <summary>Its layers, the lowest first.</summary>
    public required IReadOnlyList<OutgoingLayer> Layers { get; init; }
}
