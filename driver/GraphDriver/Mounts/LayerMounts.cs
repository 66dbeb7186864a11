using GraphDriver.Linux;
using GraphDriver.Linux.Files;
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
public sealed class LayerMounts
{
    private const uint MergedMode = 0x1C0;
    private const string MergedName = "merged";

    private readonly ContainerStorage _storage;
    private readonly LayerChainReader _reader;
    private readonly OverlayPlanner _planner;
    private readonly OverlayHome _home;

    public LayerMounts(ContainerStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var configuration = storage.Configuration;
        _storage = storage;
        _reader = new LayerChainReader(storage.Root.GraphRootPath, configuration.AdditionalImageStores);
        _planner = new OverlayPlanner(new PoolCoverage(storage.Root.GraphRootPath), Directory.Exists("/sys/fs/selinux/class"));
        _home = new OverlayHome(storage.Root.GraphRootPath, !configuration.Overlay.SkipMountHome);
    }

    /// <summary>Mounts a layer, or adds a user to its mount.</summary>
    /// <returns>Where it is mounted, absolute.</returns>
    /// <exception cref="InvalidDataException">The layer, or a file of the store, is not as it should be; it is named.</exception>
    /// <exception cref="NotSupportedException">What is asked for cannot be kept here.</exception>
    /// <exception cref="LinuxException">The kernel refuses; nothing is mounted.</exception>
    public string Mount(LayerId id, MountRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var root = OpenRoot();
        using var storageLock = StoreLock.Acquire(root, StoreLayout.StorageLock, LockMode.Exclusive);
        using var layers = _storage.Layers.BeginRead();
        using var mounts = _storage.MountPoints.BeginWrite();
        var present = mounts.Find(id);
        if (present is { } mounted && MountPoints.IsMounted(mounted.Path))
        {
            mounts.Set(id, mounted.Path, checked(mounted.Count + 1));
            mounts.Save();
            return mounted.Path;
        }

        var records = layers.Records.ChainOf(id);
        if (records[0].UidMap.Count > 0 || records[0].GidMap.Count > 0)
        {
            throw new NotSupportedException($"the layer {id} has its own mapping of users and groups, which is not supported");
        }

        var target = MountNow(records, request);
        Record(mounts, id, target);
        return target;
    }

    /// <summary>Takes one user off a layer's mount, and the mount away with the last.</summary>
    /// <param name="id">The layer.</param>
    /// <param name="force">Takes the mount away whoever uses it.</param>
    /// <returns>How many users are left; null where the layer was not mounted.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public int? Unmount(LayerId id, bool force = false)
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

        Unmount(mounted.Path);
        mounts.Set(id, mounted.Path, 0);
        mounts.Save();
        if (mounts.Mounts.Count == 0)
        {
            ReleaseHome(storageLock, layers.Records, id);
        }

        return 0;
    }

    /// <summary>The mounts that are there, as they are counted.</summary>
    /// <exception cref="InvalidDataException">The file that counts them is not as it should be.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public IReadOnlyList<MountPoint> List() =>
        [.. _storage.MountPoints.Read().Where(mount => MountPoints.IsMounted(mount.Path))];

    private string MountNow(IReadOnlyList<LayerRecord> records, MountRequest request)
    {
        var chain = _reader.Read(records[0].Id, [.. records.Skip(1).Select(record => record.Id)]);
        var plan = _planner.Plan(chain, request with { Label = request.Label.Length > 0 ? request.Label : records[0].MountLabel });
        VerityRequirement.Check(plan, ScratchDirectory);
        _home.Prepare();
        MkdirAt.MakeIfMissing(WorkingDirectory.Handle, plan.Target, MergedMode);
        ForgetVolatile(plan);
        if (_storage.Configuration.Overlay.MountProgram is { } program && MountProgram.CanMount(plan))
        {
            MountProgram.Mount(program, plan);
        }
        else
        {
            Mounter.Mount(plan, new RedirectGuard(chain).Inspect);
        }

        return plan.Target;
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

    /// <summary>The kernel refuses an upper that a volatile mount used before; what it lost in a crash was nobody's to keep.</summary>
    private static void ForgetVolatile(MountPlan plan)
    {
        if (plan.Upper is { } upper)
        {
            TreeRemover.Remove(WorkingDirectory.Handle, Path.Combine(upper.WorkPath, "work/incompat/volatile"));
        }
    }

    /// <summary>A new folder in the mount point's place lets go of what other namespaces still have mounted on the old one.</summary>
    private static void Unmount(string path)
    {
        if (!Unmounter.Unmount(path) || Path.GetFileName(path) != MergedName)
        {
            return;
        }

        var fresh = $"{path}.1";
        MkdirAt.MakeIfMissing(WorkingDirectory.Handle, fresh, MergedMode);
        RenameAt.Rename(WorkingDirectory.Handle, fresh, WorkingDirectory.Handle, path);
    }

    private void ReleaseHome(StoreLock storageLock, LayerSnapshot layers, LayerId last)
    {
        var images = layers.Find(last) is null
            ? []
            : layers.ChainOf(last).Select(layer => Path.Combine(
                _storage.Root.GraphRootPath, StoreLayout.Overlay, layer.Id.Hex, "composefs-data/composefs.blob")).ToList();
        Unmounter.WaitForLoopDevices(images);
        if (_home.Release())
        {
            storageLock.RecordWrite();
        }
    }

    private string ScratchDirectory()
    {
        MkdirAt.MakeIfMissing(_storage.Root.Root, "graphdriver", MergedMode);
        return Path.Combine(_storage.Root.GraphRootPath, "graphdriver");
    }

    private StoreFolder OpenRoot() => StoreFolder.Open(_storage.Root.Root, _storage.Root.GraphRootPath, ".");
}
