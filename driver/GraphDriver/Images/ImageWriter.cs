using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;
using GraphDriver.Push;
using GraphDriver.Store;

namespace GraphDriver.Images;

/// <summary>Makes images of layers that were just put into the store.</summary>
internal static class ImageWriter
{
    /// <summary>Writes an image's documents and record.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="image">The image; the DiffIDs of its configuration are set here.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="IOException">A layer is gone, or a call failed.</exception>
    /// <exception cref="NotSupportedException">The DiffID of a layer is not known.</exception>
    public static ImageId Write(ContainerStorage storage, NewImage image)
    {
        var isDocker = image.Format == ManifestFormat.Docker;
        var layers = LayerDescriptors.Of(storage.Layers.Read(), image.TopLayer, image.Format);
        var config = image.Config with { RootFs = new RootFs([.. layers.Select(layer => layer.DiffId)]) };
        var rawConfig = ImageConfigWriter.Write(config, isDocker);
        var manifest = new Manifest
        {
            MediaType = isDocker ? MediaType.DockerManifest : MediaType.OciManifest,
            Config = new Descriptor
            {
                MediaType = isDocker ? MediaType.DockerConfig : MediaType.OciConfig,
                Digest = Digest.Sha256Of(rawConfig),
                Size = rawConfig.Length,
            },
            Layers = [.. layers.Select(layer => layer.Blob)],
            Annotations = isDocker ? new Dictionary<string, string>() : image.Annotations,
        };
        var rawManifest = new RawManifest(ManifestWriter.Write(manifest), manifest.MediaType);
        var resolved = new ResolvedImage { TopLevel = rawManifest, RawManifest = rawManifest, Manifest = manifest, RawConfig = rawConfig, Config = config };
        var id = ImageId.FromDigest(manifest.Config.Digest);
        ImageCommit.Commit(storage, id, resolved, image.TopLayer, image.Names);
        return id;
    }

    /// <summary>Removes a layer that was made for an image that came to nothing, unless somebody needs it.</summary>
    public static void Withdraw(ContainerStorage storage, LayerId layer)
    {
        using var transaction = storage.BeginWrite();
        transaction.DeleteUnneeded([layer]);
    }
}
