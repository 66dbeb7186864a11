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

    /// <summary>Its manifest over other blobs of its layers: its own, byte for byte, where nothing of it changes.</summary>
    public RawManifest Rewrite(PushForm form, IEnumerable<Descriptor> layers)
    {
        var manifest = form.Apply(Manifest, layers);
        var isUnchanged = manifest.MediaType == Manifest.MediaType
            && manifest.Config.MediaType == Manifest.Config.MediaType
            && manifest.Layers.Select(layer => (layer.Digest, layer.MediaType)).SequenceEqual(Manifest.Layers.Select(layer => (layer.Digest, layer.MediaType)));
        return isUnchanged ? RawManifest : new RawManifest(ManifestWriter.Write(manifest), manifest.MediaType);
    }
}
