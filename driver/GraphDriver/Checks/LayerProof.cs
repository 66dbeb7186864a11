using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.ComposefsImages;
using GraphDriver.Export;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>
/// Proves that a layer is the tar that it was made from: tar-split and files give a stream of its DiffID, and the blob of a layer of ours is,
/// byte for byte, what that stream gives.
/// </summary>
internal sealed class LayerProof(ContainerStorage store, FindingList findings)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Proves one layer that has a DiffID, all its parts, and sound objects.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Run(LayerRecord layer, CancellationToken cancellationToken)
    {
        LayerTarStream? tar = null;
        try
        {
            tar = Open(layer);
            if (ReadOwnTree(layer.Id) is { } tree)
            {
                Compare(layer.Id, tree, tar, cancellationToken);
            }
            else
            {
                ReadToEnd(tar, cancellationToken);
            }
        }
        catch (InvalidDataException error)
        {
            Blame(layer.Id, error.Message, tar is { IsWhole: true }, cancellationToken);
        }
        finally
        {
            tar?.Dispose();
        }
    }

    private LayerTarStream Open(LayerRecord layer)
    {
        var tarSplit = LayerExporter.OpenTarSplit(store.Layers, layer.Id);
        ILayerFiles? files = null;
        try
        {
            files = LayerFiles.Open(store.Root.Root, layer.Id);
            return new LayerTarStream(layer.Id, new DiffId(layer.UncompressedDigest), tarSplit, files);
        }
        catch
        {
            files?.Dispose();
            tarSplit.Dispose();
            throw;
        }
    }

    /// <summary>The tree of a blob in the form that we write; null where the layer has another or none.</summary>
    private FileTree? ReadOwnTree(LayerId layer)
    {
        if (!LayerObjectsCheck.HasBlob(store.Root, layer))
        {
            return null;
        }

        using var image = ImageFile.Open(store.Root.Root, BlobPath(layer));
        return new ImageReader(image).Form == ImageForm.Layer ? image.ReadTree() : null;
    }

    private void Compare(LayerId layer, FileTree present, Stream tar, CancellationToken cancellationToken)
    {
        var reader = new TarReader(tar);
        var builder = new LayerTreeBuilder();
        while (reader.ReadEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder.Add(entry);
        }

        reader.Drain();
        TakeContent(builder, present);
        using var blob = OpenAt.Open(store.Root.Root, BlobPath(layer), OpenFlags.ReadOnly | OpenFlags.NoFollow);
        using var comparison = new ComparingStream(blob);
        LayerImageWriter.Write(builder.Tree, comparison);
        if (!comparison.IsSame)
        {
            findings.Add(FindingKind.DamagedBlob, layer, BlobPath(layer), "is not what the layer's tar gives");
        }
    }

    /// <summary>
    /// Which object a name's content is in is known by now, since the tar was put together by it. A root that the tar does not describe was
    /// like that of the layer below when the layer was made.
    /// </summary>
    private static void TakeContent(LayerTreeBuilder builder, FileTree present)
    {
        Span<byte> name = stackalloc byte[32];
        foreach (var (path, node, isLink) in TreeWalk.DepthFirst(builder.Tree))
        {
            if (!isLink && node is RegularFileNode { Size: > 0 } file && present.Find(path.Span) is RegularFileNode same && same.TryGetObject(name))
            {
                file.SetObject(name);
                file.Verity = same.Verity;
            }
        }

        if (!builder.HasRootEntry)
        {
            NodeFactory.CopyMetadata(present.Root, builder.Tree.Root);
        }
    }

    private static void ReadToEnd(Stream tar, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (tar.Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Blame(LayerId layer, string message, bool isWhole, CancellationToken cancellationToken)
    {
        var tarSplit = $"{StoreLayout.Layers}/{LayerStore.TarSplitName(layer)}";
        try
        {
            _ = TarSplitListing.Read(LayerExporter.OpenTarSplit(store.Layers, layer)).Count();
        }
        catch (InvalidDataException error)
        {
            findings.Add(FindingKind.DamagedTarSplit, layer, tarSplit, $"is malformed: {error.Message}");
            return;
        }

        var hasBlob = LayerObjectsCheck.HasBlob(store.Root, layer);
        if (!isWhole && hasBlob)
        {
            findings.Add(FindingKind.DamagedBlob, layer, BlobPath(layer), $"does not fit the layer's tar-split: {message}");
        }
        else if (hasBlob || new PlainLayerCheck(store, findings).Run(layer, readContent: true, cancellationToken) == 0)
        {
            findings.Add(FindingKind.WrongDiffId, layer, $"layer {layer}", message);
        }
    }

    private static string BlobPath(LayerId layer) => $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}";
}
