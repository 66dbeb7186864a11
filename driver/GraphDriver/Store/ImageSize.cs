using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store.Files;

namespace GraphDriver.Store;

/// <summary>The size of images as containers/storage counts it: the uncompressed tar streams of all layers, and the image's big data.</summary>
public sealed class ImageSize(StorageSnapshot storage, StoreRoot root)
{
    private readonly Dictionary<LayerId, long> _measured = [];

    /// <summary>The size in bytes.</summary>
    /// <exception cref="InvalidDataException">A layer is missing.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public long Of(ImageRecord image)
    {
        var copies = image.MappedTopLayers.Select(storage.FindLayer).OfType<LayerRecord>();
        return storage.LayersOf(image).Concat(copies).Sum(Of) + image.BigData.Sizes.Values.Sum();
    }

    /// <summary>The length of a layer's tar stream, or where that is not known the size of its files.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public long Of(LayerRecord layer)
    {
        if (!layer.UncompressedDigest.IsEmpty && layer.UncompressedSize >= 0)
        {
            return layer.UncompressedSize;
        }

        if (!_measured.TryGetValue(layer.Id, out var size))
        {
            _measured[layer.Id] = size = Measure(layer.Id);
        }

        return size;
    }

    private long Measure(LayerId layer)
    {
        var errno = OpenAt.TryOpen(root.Root, $"{StoreLayout.Overlay}/{layer}/diff", OpenFlags.Directory | OpenFlags.NoFollow, 0, out var diff);
        if (errno == Errno.ENOENT)
        {
            return 0;
        }

        using var opened = errno == Errno.None ? diff! : throw LinuxException.From(errno, "open", $"{root.GraphRootPath}/{StoreLayout.Overlay}/{layer}/diff");
        return TreeSize.Of(opened);
    }
}
