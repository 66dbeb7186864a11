using GraphDriver.Composefs.Erofs;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// Makes a staged layer part of the store, in the order that lets any crash be undone: the record marked incomplete, then
/// all files in their places, then the record without the mark.
/// </summary>
internal static class LayerCommit
{
    private const string FormatKey = "zstd-chunked-layer-data";
    private const uint FormatMode = 0x180; // 0600
    internal const uint DataFolderMode = 0x1C0; // 0700
    private const uint BlobMode = 0x1A4; // 0644

    /// <summary>What podman asks a layer's big data for before it takes <c>diff/</c> for objects: format 1, flat.</summary>
    private static ReadOnlySpan<byte> FlatFormat => """{"format":1}"""u8;

    /// <summary>Commits the layer.</summary>
    /// <param name="store">The store.</param>
    /// <param name="layer">The staged layer; what is left of it is the caller's to dispose.</param>
    /// <param name="id">The id that the layer gets.</param>
    /// <param name="parent">The layer below; empty for the lowest.</param>
    /// <param name="log">Hears what is told at debug level; may be null.</param>
    /// <returns>False where another process has committed the same id meanwhile.</returns>
    /// <exception cref="IOException">The parent is gone, or a call failed; the store is as it was.</exception>
    public static bool Commit(ContainerStorage store, StagedLayer layer, LayerId id, LayerId parent, Action<string>? log)
    {
        RequireParent(store.Layers.Read(), parent);
        WriteBlob(store, layer, parent);
        WriteFormat(layer);
        var hasManifest = ChunkedManifest.Stage(store.Configuration, layer, log);
        LayerSeal.Run(store, layer);
        Flush.Run(store);
        using var transaction = store.Layers.BeginWrite();
        if (transaction.Records.Find(id) is not null)
        {
            return false;
        }

        RequireParent(transaction.Records, parent);
        var record = Record(layer, id, parent);
        transaction.Add(record.AsIncomplete());
        transaction.Save();
        try
        {
            layer.Staging.MoveFile(FormatKey, store.Layers.Folder.Handle, transaction.PlaceBigData(id, FormatKey));
            if (hasManifest)
            {
                ChunkedManifest.Publish(store, transaction, layer, id);
            }

            layer.Staging.MoveFile(StagedLayer.TarSplitName, store.Layers.Folder.Handle, LayerStore.TarSplitName(id));
            new LayerDirectories(store.Root).Publish(layer.Staging, id, parent);
            transaction.Update(transaction.Records.Find(id)!.AsComplete());
            transaction.Save();
            return true;
        }
        catch
        {
            transaction.Remove(id);
            throw;
        }
    }

    private static void RequireParent(LayerSnapshot layers, LayerId parent)
    {
        if (!parent.IsEmpty && layers.Find(parent) is null)
        {
            throw new IOException($"layer {parent.ShortHex}, which the new layer stands on, is not there or was removed meanwhile: pull again");
        }
    }

    internal static void WriteBlob(ContainerStorage store, StagedLayer layer, LayerId parent)
    {
        if (!layer.HasRootEntry && !parent.IsEmpty)
        {
            RootMetadata.Inherit(store.Root, parent, layer.Tree.Root);
        }

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

    private static LayerRecord Record(StagedLayer layer, LayerId id, LayerId parent) => new()
    {
        Id = id,
        Parent = parent,
        Created = Timestamp.Now,
        CompressedDigest = layer.Blob.Digest,
        CompressedSize = layer.Blob.Size,
        UncompressedDigest = layer.DiffId.Digest,
        UncompressedSize = layer.TarSize,
        Compression = CompressionOf(layer.Compression),
        Uids = [.. layer.Owners.Uids],
        Gids = [.. layer.Owners.Gids],
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
