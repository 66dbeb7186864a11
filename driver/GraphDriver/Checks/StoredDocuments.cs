using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Reads an image's documents where they are whole.</summary>
internal static class StoredDocuments
{
    private const string ManifestKey = "manifest";

    /// <summary>The manifest that the image was pulled by; null where there is none that can be read.</summary>
    public static Manifest? ReadManifest(ContainerStorage store, ImageRecord image)
    {
        try
        {
            return store.Images.ReadBigData(image.Id, ManifestKey) is { } bytes ? ManifestParser.Parse(bytes, null, image.Id.ShortHex) as Manifest : null;
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The configuration that the manifest names; null where there is none that can be read.</summary>
    public static ImageConfig? ReadConfig(ContainerStorage store, ImageRecord image)
    {
        try
        {
            return ReadManifest(store, image) is { } manifest
                && store.Images.ReadBigData(image.Id, manifest.Config.Digest.ToString()) is { } bytes
                && manifest.Config.Digest == Digest.Sha256Of(bytes)
                    ? ImageConfig.Parse(bytes, image.Id.ShortHex)
                    : null;
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }
}
