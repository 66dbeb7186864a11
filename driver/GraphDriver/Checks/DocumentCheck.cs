using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Model;
using GraphDriver.Store;
using GraphDriver.Store.Files;

namespace GraphDriver.Checks;

/// <summary>
/// Checks that an image's documents are what its record says, in size and digest, and that the image has the layers that its
/// configuration names.
/// </summary>
internal sealed class DocumentCheck(ContainerStorage store, StoreListing listing, bool quick, FindingList findings)
{
    /// <summary>Checks one image. What another process writes at this moment may look damaged unless the lock of images is held.</summary>
    public void Run(ImageRecord image)
    {
        foreach (var key in image.BigData.Names)
        {
            if (BigDataFolder.PathOf(image.Id.Hex, key) is { } path)
            {
                CheckItem(image, key, path);
            }
        }

        if (!quick && !image.TopLayer.IsEmpty)
        {
            CheckLayers(image);
        }
    }

    private void CheckItem(ImageRecord image, string key, string path)
    {
        var where = $"{StoreLayout.Images}/{path}";
        var errno = Statx.TryQuery(store.Images.Folder.Handle, path, StatFlags.NoFollow, out var status);
        if (errno == Errno.ENOENT)
        {
            findings.Add(FindingKind.MissingData, image.Id, where, $"is missing, the image's '{key}'", key);
            return;
        }

        LinuxException.ThrowIfError(errno, "stat", where);
        if (!status.IsRegularFile || (image.BigData.Sizes.TryGetValue(key, out var size) && size != status.Size))
        {
            findings.Add(FindingKind.DamagedData, image.Id, where, $"the image's '{key}' has {status.Size} bytes instead of {image.BigData.Sizes.GetValueOrDefault(key)}", key);
        }
        else if (!quick && image.BigData.Digests.TryGetValue(key, out var text) && Digest.TryParse(text, out var digest) && !HasDigest(image, key, digest))
        {
            findings.Add(FindingKind.DamagedData, image.Id, where, $"the image's '{key}' has not the digest {digest}", key);
        }
    }

    private bool HasDigest(ImageRecord image, string key, Digest digest)
    {
        if (store.Images.ReadBigData(image.Id, key) is not { } content)
        {
            return false;
        }

        // The digest of a signed manifest of Docker's first schema is that of what was signed, a part of it.
        return digest.IsOf(content) || (key.StartsWith(ImageRecord.ManifestPrefix, StringComparison.Ordinal) && content.AsSpan().IndexOf("\"fsLayers\""u8) >= 0);
    }

    private void CheckLayers(ImageRecord image)
    {
        if (listing.ChainOf(image.TopLayer) is not { } chain || StoredDocuments.ReadConfig(store, image) is not { } config)
        {
            return;
        }

        var diffIds = config.RootFs.DiffIds;
        if (diffIds.Count != chain.Count)
        {
            findings.Add(FindingKind.WrongLayers, image.Id, $"image {image.Id}", $"has {chain.Count} layers, its configuration names {diffIds.Count}");
            return;
        }

        for (var i = 0; i < chain.Count; i++)
        {
            var layer = chain[^(i + 1)];
            if (!layer.UncompressedDigest.IsEmpty && layer.UncompressedDigest != diffIds[i].Digest)
            {
                findings.Add(FindingKind.WrongLayers, image.Id, $"image {image.Id}", $"its layer {layer.Id.ShortHex} has the DiffID {layer.UncompressedDigest}, its configuration names {diffIds[i]}");
            }
        }
    }
}
