using System.Collections.Concurrent;
using GraphDriver.Changes;
using GraphDriver.Export;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Mounts;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Pull;
using GraphDriver.Pull.Parts;
using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>
/// The driver <c>overlay</c>: layers that it makes from tar streams are composefs images over shared objects, those of containers are
/// plain directories, and overlayfs lays them over each other. It mounts and gives back podman's layers too.
/// </summary>
public sealed class OverlayDriver : IGraphDriver, ILayerParts
{
    /// <summary>The name in storage.conf.</summary>
    public const string Name = "overlay";

    private readonly ContainerStorage _storage;
    private readonly LayerMounts _mounts;
    private readonly LayerExporter _exporter;
    private readonly ConcurrentDictionary<Digest, IndexRecords> _streamed = [];
    private readonly Action<string>? _log;

    /// <param name="storage">The store.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    public OverlayDriver(ContainerStorage storage, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _log = log;
        _mounts = new LayerMounts(storage);
        _exporter = new LayerExporter(storage);
    }

    public LayerRecord Create(LayerTransaction layers, ReadWriteLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(layer);
        if (!layer.Parent.IsEmpty && layers.Records.Find(layer.Parent) is null)
        {
            throw new IOException($"there is no layer {layer.Parent} to put another one over");
        }

        var record = new LayerRecord
        {
            Id = LayerId.CreateRandom(),
            Parent = layer.Parent,
            Names = layer.Names,
            Created = layer.Created,
            IsVolatile = layer.IsVolatile,
        };
        layers.Add(record.AsIncomplete());
        layers.Save();
        try
        {
            new LayerDirectories(_storage.Root, Flush.IsAskedFor(_storage) && !record.IsVolatile).CreateReadWrite(record.Id, record.Parent, layer.Quota);
            layers.Update(record);
            layers.Save();
            return record;
        }
        catch
        {
            layers.Remove(record.Id);
            throw;
        }
    }

    public void Remove(LayerTransaction layers, LayerId id)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Records.ChildrenOf(id).FirstOrDefault() is { } child)
        {
            throw new StoreItemInUseException($"the layer {id.ShortHex} is below the layer {child.Id.ShortHex}; remove that one first");
        }

        _storage.MountPoints.RequireUnmounted(id);
        layers.Remove(id);
    }

    public string Mount(LayerId id, MountRequest request) => _mounts.Mount(id, request);

    public int? Unmount(LayerId id, bool force = false, bool keepRunning = false) => _mounts.Unmount(id, force, keepRunning);

    public IReadOnlyList<MountPoint> ListMounts() => _mounts.ListMounts();

    public IStagedLayer Stage(LayerSource source, Stream blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(blob);
        using var pool = ObjectPool.Open(_storage.Root.Root);
        var chunks = source.Blob is { } known && _streamed.TryRemove(known.Digest, out var read) ? read : null;
        var stream = new LayerStream(_storage.Root, pool, _storage.Configuration.PullOptions.MaximumExpansion, chunks);
        return new Staged(stream.Stage(source, blob, cancellationToken));
    }

    public IStagedLayer? TryStageParts(LayerSource source, IBlobRangeSource blobs, Action<int> received, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(blobs);
        if (source is not { Blob: not null, DiffId: not null } || !_storage.Configuration.PullOptions.EnablePartialImages)
        {
            return null;
        }

        using var pool = ObjectPool.Open(_storage.Root.Root);
        var memory = new HostMemory(_storage.Root.RunRoot);
        var layer = source.TocDigest.IsEmpty
            ? new PartialLayer(_storage, pool, memory, _streamed, _log).TryStage(source, blobs, received, cancellationToken)
            : new TocLayer(_storage, pool, memory, _log).TryStage(source, blobs, received, cancellationToken);
        return layer is null ? null : new Staged(layer);
    }

    public IReadOnlyList<bool> Commit(IReadOnlyList<LayerPlacement> layers) => new LayerCommit(_storage, _log).Commit(
        [.. layers.Select(placement => new PlacedLayer(((Staged)placement.Layer).Layer, placement.Id, placement.Parent))]);

    public Stream Diff(LayerId id, bool provenByReader = false) =>
        _storage.Layers.Read().Find(id) is { IsReadWrite: true } layer
            ? TreeTarStream.OfChanges(MountedLayer.Mount(_storage, this, layer), _log)
            : _exporter.Open(id, provenByReader);

    public Stream Flatten(LayerId id) => TreeTarStream.OfAll(MountedTree.Mount(_storage, this, id), _log);

    public IReadOnlyList<LayerChange> Changes(LayerId id) => new LayerChanges(_storage, this).OfLayer(id);

    public IReadOnlyList<LayerChange> Changes(LayerId id, LayerId other) => new LayerChanges(_storage, this).OfTrees(id, other);

    public DriverStatus ReadStatus()
    {
        var drive = new DriveInfo(_storage.Root.GraphRootPath);
        return new DriverStatus
        {
            Name = Name,
            FileSystem = drive.DriveFormat,
            Size = drive.TotalSize,
            Free = drive.AvailableFreeSpace,
            MountOptions = _storage.Configuration.MountOptions,
            // The probes make folders: anywhere in the store but in overlay/, where they would pass for layers.
            Features = KernelFeatures.Of(_storage.Root.GraphRootPath),
        };
    }

    private sealed class Staged(StagedLayer layer) : IStagedLayer
    {
        public StagedLayer Layer => layer;

        public DiffId DiffId => layer.DiffId;

        public void Dispose() => layer.Dispose();
    }
}
