using System.Collections.Immutable;
using GraphDriver.Store;
using GraphDriver.Store.Json;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>By how much all files of records of a store shrink when records go.</summary>
internal sealed class StoreRecordSizes(SafeFileHandle root, StoreHolders holders)
{
    private readonly RecordSizes<LayerRecord> _layers = new(root, StoreLayout.Layers, LayerStore.FileName, holders.Layers.Records, new LayerRecordFormat());
    private readonly RecordSizes<ImageRecord> _images = new(root, StoreLayout.Images, ImageStore.FileName, holders.Images.Records, new ImageRecordFormat());
    private readonly RecordSizes<ContainerRecord> _containers = new(root, StoreLayout.Containers, ContainerStore.FileName, holders.Containers.Records, new ContainerRecordFormat());

    /// <summary>The bytes that become free when some layers go, and with them one image or container.</summary>
    public long FreedBy(IReadOnlySet<string> layers, string? image = null, string? container = null) =>
        FreedBy(layers, One(image)) + _containers.FreedBy(One(container));

    /// <summary>The bytes that become free when some layers and images go.</summary>
    public long FreedBy(IReadOnlySet<string> layers, IReadOnlySet<string> images) => _layers.FreedBy(layers) + _images.FreedBy(images);

    private static ImmutableHashSet<string> One(string? key) => key is null ? [] : [key];
}
