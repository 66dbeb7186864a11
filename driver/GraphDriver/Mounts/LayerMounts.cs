using GraphDriver.Drivers;
using GraphDriver.Linux.Locks;
using GraphDriver.Linux.Mounts;
using GraphDriver.Store;
using GraphDriver.Store.Files;
using GraphDriver.Store.Locks;

namespace GraphDriver.Mounts;

/// <summary>
/// Mounts layers on their folders' <c>merged</c> and counts who uses them, together with podman: a mount that is there
/// is used again, and goes with its last user. Locks are taken in the order of containers/storage:
/// <c>storage.lock</c>, layers, mount points.
/// </summary>
public sealed class LayerMounts : ILayerMounting
{
    private readonly ContainerStorage _storage;
    private readonly LayerMounter _mounter;
    private readonly OverlayHome _home;

    public LayerMounts(ContainerStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _mounter = new LayerMounter(storage);
        _home = new OverlayHome(storage.Root.GraphRootPath, !storage.Configuration.Overlay.SkipMountHome);
    }

    /// <inheritdoc/>
    public string Mount(LayerId id, MountRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var root = OpenRoot();
        using var storageLock = StoreLock.Acquire(root, StoreLayout.StorageLock, LockMode.Exclusive);
        using var layers = _storage.Layers.BeginRead();
        using var mounts = _storage.MountPoints.BeginWrite();
        if (mounts.Find(id) is { } present && MountPoints.IsMounted(present.Path))
        {
            RequireSuitable(present, request);
            mounts.Set(id, present.Path, checked(present.Count + 1));
            mounts.Save();
            return present.Path;
        }

        var records = Chain(layers.Records, id);
        var prepared = _home.Prepare();
        try
        {
            var target = _mounter.Mount(records, request);
            Record(mounts, id, target);
            return target;
        }
        catch
        {
            if (prepared)
            {
                ReleaseHome(storageLock);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public int? Unmount(LayerId id, bool force = false, bool keepRunning = false)
    {
        using var root = OpenRoot();
        using var storageLock = StoreLock.Acquire(root, StoreLayout.StorageLock, LockMode.Exclusive);
        using var layers = _storage.Layers.BeginRead();
        using var mounts = _storage.MountPoints.BeginWrite();
        if (mounts.Find(id) is not { } mounted)
        {
            return null;
        }

        if (mounted.Count > 1 && !force)
        {
            mounts.Set(id, mounted.Path, mounted.Count - 1);
            mounts.Save();
            return mounted.Count - 1;
        }

        if (keepRunning && !force && MountUsers.FindProcess(mounted.Path) is { } process)
        {
            throw new StoreItemInUseException($"'{mounted.Path}' is the root of process {process}; stop it first, or force it");
        }

        LayerMounter.Unmount(mounted.Path);
        mounts.Set(id, mounted.Path, 0);
        mounts.Save();
        if (mounts.Mounts.Count == 0)
        {
            WaitForImages(layers.Records, id);
            ReleaseHome(storageLock);
        }

        return 0;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MountPoint> ListMounts() =>
        [.. _storage.MountPoints.Read().Where(mount => MountPoints.IsMounted(mount.Path))];

    /// <summary>The layer and those below it, as far as this store has them: the rest may be in an additional one.</summary>
    private static List<LayerRecord> Chain(LayerSnapshot layers, LayerId id)
    {
        var top = layers.Find(id) ?? throw new InvalidDataException($"there is no layer {id}");
        if (top.UidMap.Count > 0 || top.GidMap.Count > 0)
        {
            throw new NotSupportedException($"the layer {id} has its own mapping of users and groups, which is not supported");
        }

        var chain = new List<LayerRecord> { top };
        while (chain.Count <= MountPlan.MaxLowers && layers.Find(chain[^1].Parent) is { } parent)
        {
            chain.Add(parent);
        }

        return chain;
    }

    private static void RequireSuitable(MountPoint mount, MountRequest request)
    {
        if (request.RequireVerity && !MountInfo.ReadAll().Last(info => info.IsAt(mount.Path)).SuperOptions.Split(',').Contains("verity=require"))
        {
            throw new StoreItemInUseException($"'{mount.Path}' is mounted without verity=require; unmount it first");
        }
    }

    private static void Record(MountPointTransaction mounts, LayerId id, string target)
    {
        try
        {
            mounts.Set(id, target, 1);
            mounts.Save();
        }
        catch
        {
            // A mount that is not counted would vanish when podman's last container ends.
            Unmounter.Unmount(target);
            throw;
        }
    }

    private void ReleaseHome(StoreLock storageLock)
    {
        if (_home.Release())
        {
            storageLock.RecordWrite();
        }
    }

    /// <summary>Nothing is mounted any more: whoever removes the layers next finds no loop device on their images.</summary>
    private void WaitForImages(LayerSnapshot layers, LayerId last)
    {
        var overlay = Path.Combine(_storage.Root.GraphRootPath, StoreLayout.Overlay);
        if (layers.Find(last) is not null)
        {
            Unmounter.WaitForLoopDevices(
                [.. Chain(layers, last).Select(layer => Path.Combine(overlay, layer.Id.Hex, LayerChainReader.ImageName))]);
        }
    }

    private StoreFolder OpenRoot() => StoreFolder.Open(_storage.Root.Root, _storage.Root.GraphRootPath, ".");
}
