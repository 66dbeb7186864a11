using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Model;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>
/// Gives back the tar streams of layers, ours and podman's, with composefs and without, of this store and of those that it
/// reads from.
/// </summary>
internal sealed class LayerExporter(ContainerStorage storage)
{
    /// <summary>Opens a layer's tar stream. The store's lock is not held while it is read.</summary>
    /// <param name="id">The layer.</param>
    /// <param name="provenByReader">Whether the reader compares the tar's DiffID; else the stream's end does.</param>
    /// <exception cref="InvalidDataException">There is no such layer, or it is damaged.</exception>
    /// <exception cref="NotSupportedException">The layer was not made from a tar whose digest is known.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public Stream Open(LayerId id, bool provenByReader = false)
    {
        if (TryOpen(storage.Layers, storage.Root.Root, id, provenByReader) is { } own)
        {
            return own;
        }

        foreach (var store in storage.AdditionalStores)
        {
            if (store.Layers is not { } layers)
            {
                continue;
            }

            using var root = OpenAt.Open(store.Path, OpenFlags.Directory | OpenFlags.PathOnly);
            if (TryOpen(layers, root, id, provenByReader) is { } additional)
            {
                return additional;
            }
        }

        throw new InvalidDataException($"there is no layer {id}");
    }

    private static LayerTarStream? TryOpen(LayerStore layers, SafeFileHandle root, LayerId id, bool provenByReader)
    {
        // Held until all that the stream needs is open, so that the layer is there whole.
        using var held = layers.BeginRead();
        if (held.Records.Find(id) is not { } record)
        {
            return null;
        }

        if (record.UncompressedDigest.IsEmpty)
        {
            throw new NotSupportedException($"layer {id.ShortHex} was not made from a tar whose digest is known: it cannot be exported");
        }

        FileStream? tarSplit = null;
        ILayerFiles? files = null;
        try
        {
            tarSplit = OpenTarSplit(layers, id);
            files = LayerFiles.Open(root, id);
            return new LayerTarStream(id, provenByReader ? null : new DiffId(record.UncompressedDigest), tarSplit, files);
        }
        catch
        {
            files?.Dispose();
            tarSplit?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a layer's tar-split, compressed as it is.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    internal static FileStream OpenTarSplit(LayerStore layers, LayerId id)
    {
        var name = LayerStore.TarSplitName(id);
        var errno = OpenAt.TryOpen(layers.Folder.Handle, name, OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var file);
        if (errno == Errno.ENOENT)
        {
            throw new InvalidDataException($"layer {id.ShortHex}: its tar-split '{layers.Folder.PathOf(name)}' is missing");
        }

        LinuxException.ThrowIfError(errno, "open", layers.Folder.PathOf(name));
        return new FileStream(file!, FileAccess.Read, bufferSize: 64 * 1024);
    }
}
