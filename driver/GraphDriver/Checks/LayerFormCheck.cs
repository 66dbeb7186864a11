using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Store;
using GraphDriver.Store.Files;

namespace GraphDriver.Checks;

/// <summary>Checks that a layer has all its parts: the directory, its image, tar-split and big data. Their content is not looked at.</summary>
internal sealed class LayerFormCheck(ContainerStorage store, StoreListing listing, FindingList findings)
{
    private const string FormatKey = "zstd-chunked-layer-data";

    private readonly LinkCheck _links = new(store.Root, listing, findings);

    /// <summary>Checks one layer that is complete.</summary>
    public void Run(LayerRecord layer)
    {
        CheckData(layer);
        if (!listing.Directories.Contains(layer.Id))
        {
            findings.Add(FindingKind.MissingDirectory, layer.Id, LayerDirectories.PathOf(layer.Id), "is missing, the directory of a layer that has a record");
            return;
        }

        _links.Run(layer);
        CheckParts(layer);
        if (HasTarSplit(layer) && !listing.TarSplits.Contains(layer.Id))
        {
            findings.Add(FindingKind.MissingTarSplit, layer.Id, $"{StoreLayout.Layers}/{LayerStore.TarSplitName(layer.Id)}", "is missing: the layer's tar cannot be put together again");
        }
    }

    /// <summary>Whether a layer was made from a tar whose digest is known.</summary>
    public static bool HasTarSplit(LayerRecord layer) => !layer.UncompressedDigest.IsEmpty;

    private void CheckParts(LayerRecord layer)
    {
        var path = LayerDirectories.PathOf(layer.Id);
        if (!Exists($"{path}/diff"))
        {
            findings.Add(FindingKind.MissingDirectory, layer.Id, $"{path}/diff", "is missing, the content of a layer that has a record");
        }
        else if (!Exists($"{path}/{LayerDirectories.BlobPath}") && IsComposefs(layer))
        {
            findings.Add(FindingKind.MissingBlob, layer.Id, $"{path}/{LayerDirectories.BlobPath}", "is missing");
        }
    }

    /// <summary>Layers of ours are noted as holders of objects; others say it in their big data.</summary>
    private bool IsComposefs(LayerRecord layer) =>
        ObjectHolders.IsHolder(store.Root.Root, layer.Id.Hex)
        || (layer.BigDataNames.Contains(FormatKey) && store.Layers.ReadBigData(layer.Id, FormatKey) is { } format && format.AsSpan().SequenceEqual("""{"format":1}"""u8));

    private void CheckData(LayerRecord layer)
    {
        foreach (var key in layer.BigDataNames)
        {
            if (BigDataFolder.PathOf(layer.Id.Hex, key) is { } path && Statx.TryQuery(store.Layers.Folder.Handle, path, StatFlags.NoFollow, out _) != Errno.None)
            {
                findings.Add(new Finding
                {
                    Kind = FindingKind.MissingData,
                    Where = $"{StoreLayout.Layers}/{path}",
                    What = $"is missing, the layer's '{key}'",
                    Layers = [layer.Id],
                    DataKey = key,
                });
            }
        }
    }

    private bool Exists(string path) => Statx.TryQuery(store.Root.Root, path, StatFlags.NoFollow, out _) == Errno.None;
}
