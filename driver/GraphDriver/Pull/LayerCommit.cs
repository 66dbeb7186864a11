using GraphDriver.Composefs.Erofs;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// Makes staged layers part of the store, in the order that lets any crash be undone: the records marked incomplete, then
/// all files in their places, then the records without the mark.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="log">Hears what is told at debug level; may be null.</param>
internal sealed class LayerCommit(ContainerStorage store, Action<string>? log)
{
    private const string FormatKey = "zstd-chunked-layer-data";
    private const uint FormatMode = 0x180; // 0600
    internal const uint DataFolderMode = 0x1C0; // 0700
    private const uint BlobMode = 0x1A4; // 0644

    /// <summary>What podman asks a layer's big data for before it takes <c>diff/</c> for objects: format 1, flat.</summary>
    private static ReadOnlySpan<byte> FlatFormat => """{"format":1}"""u8;

    /// <summary>Commits all of the layers, or none; what is left of them is the caller's to dispose.</summary>
    /// <param name="layers">The layers, each after its parent where that is one of them.</param>
    /// <returns>For each whether it was committed: not where another process has committed the same id meanwhile.</returns>
    /// <exception cref="IOException">A parent is gone, or a call failed; the store is as it was.</exception>
    public IReadOnlyList<bool> Commit(IReadOnlyList<PlacedLayer> layers)
    {
        RequireParents(store.Layers.Read(), layers);
        var withManifest = layers.Where(layer => Prepare(layer, layers)).ToHashSet();
        ObjectIndex.Add(store.Root.Root, [.. layers.Select(layer => layer.Layer.Staging.Index)]);
        Flush.Run(store);
        using var transaction = store.Layers.BeginWrite();
        RequireParents(transaction.Records, layers);
        var wanted = layers.Select(layer => transaction.Records.Find(layer.Id) is null).ToList();
        var added = layers.Where((_, i) => wanted[i]).ToList();
        added.ForEach(layer => transaction.Add(Record(layer).AsIncomplete()));
        transaction.Save();
        try
        {
            added.ForEach(layer => Publish(transaction, layer, withManifest.Contains(layer)));
            added.ForEach(layer => transaction.Update(transaction.Records.Find(layer.Id)!.AsComplete()));
            transaction.Save();
            return wanted;
        }
        catch
        {
            added.Reverse();
            added.ForEach(layer => transaction.Remove(layer.Id));
            throw;
        }
    }

    /// <summary>Writes the blob of a layer that the store has, staged once more over the same parent.</summary>
    internal void WriteBlob(PlacedLayer placed)
    {
        InheritRoot(placed, []);
        WriteBlob(placed.Layer);
    }

    private static void RequireParents(LayerSnapshot stored, IReadOnlyList<PlacedLayer> layers)
    {
        var known = new HashSet<LayerId> { default };
        foreach (var (_, id, parent) in layers)
        {
            if (!known.Contains(parent) && stored.Find(parent) is null)
            {
                throw new IOException($"layer {parent.ShortHex}, which the new layer stands on, is not there or was removed meanwhile: pull again");
            }

            known.Add(id);
        }
    }

    /// <summary>Completes what is staged; returns whether it has a manifest of its content.</summary>
    private bool Prepare(PlacedLayer placed, IReadOnlyList<PlacedLayer> layers)
    {
        var layer = placed.Layer;
        InheritRoot(placed, layers);
        WriteBlob(layer);
        WriteFormat(layer);
        var hasManifest = ChunkedManifest.Stage(store.Configuration, layer, log);
        LayerSeal.Run(store, layer);
        return hasManifest;
    }

    private void InheritRoot(PlacedLayer placed, IReadOnlyList<PlacedLayer> layers)
    {
        var (layer, _, parent) = placed;
        if (layer.HasRootEntry || parent.IsEmpty)
        {
            return;
        }

        if (layers.FirstOrDefault(other => other.Id == parent).Layer is { } below)
        {
            RootMetadata.Inherit(below.Tree.Root, layer.Tree.Root);
        }
        else
        {
            RootMetadata.Inherit(store.Root, parent, layer.Tree.Root);
        }
    }

    private void Publish(LayerTransaction transaction, PlacedLayer placed, bool hasManifest)
    {
        var (layer, id, parent) = placed;
        var folder = store.Layers.Folder.Handle;
        layer.Staging.MoveFile(FormatKey, folder, transaction.PlaceBigData(id, FormatKey));
        if (hasManifest)
        {
            ChunkedManifest.Publish(store, transaction, layer, id);
        }

        if (layer.HasTarSplit)
        {
            layer.Staging.MoveFile(StagedLayer.TarSplitName, folder, LayerStore.TarSplitName(id));
        }

        new LayerDirectories(store.Root, Flush.IsAskedFor(store)).Publish(layer.Staging, id, parent);
    }

    private static void WriteBlob(StagedLayer layer)
    {
        RootMetadata.Apply(layer.Tree.Root, layer.Staging.Diff);
        MkdirAt.Make(layer.Staging.Directory, LayerDirectories.BlobFolder, DataFolderMode);
        using var blob = layer.Staging.CreateFile(LayerDirectories.BlobPath, BlobMode);
        LayerImageWriter.Write(layer.Tree, blob);
    }

    /// <summary>Flushed with the rest of the layer, where that is asked for: without the rest it is of no use.</summary>
    private static void WriteFormat(StagedLayer layer)
    {
        using var file = layer.Staging.CreateSideFile(FormatKey, FormatMode);
        file.Write(FlatFormat);
    }

    private static LayerRecord Record(PlacedLayer placed) => new()
    {
        Id = placed.Id,
        Parent = placed.Parent,
        Created = Timestamp.Now,
        CompressedDigest = placed.Layer.Blob?.Digest ?? default,
        CompressedSize = placed.Layer.Blob?.Size ?? 0,
        UncompressedDigest = placed.Layer.DiffId.Digest,
        UncompressedSize = placed.Layer.TarSize,
        TocDigest = placed.Layer.TocDigest,
        Compression = placed.Layer.Blob is null ? BlobCompression.None : CompressionOf(placed.Layer.Compression),
        Uids = [.. placed.Layer.Owners.Uids],
        Gids = [.. placed.Layer.Owners.Gids],
    };

    private static BlobCompression CompressionOf(LayerCompression compression) => compression switch
    {
        LayerCompression.Gzip => BlobCompression.Gzip,
        LayerCompression.Zstd => BlobCompression.Zstd,
        LayerCompression.Bzip2 => BlobCompression.Bzip2,
        LayerCompression.Xz => BlobCompression.Xz,
        _ => BlobCompression.None,
    };
}
