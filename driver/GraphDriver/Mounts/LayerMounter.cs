using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Mounts;

/// <summary>Mounts a layer on its folder's <c>merged</c> and takes the mount away; who uses it is counted elsewhere.</summary>
internal sealed class LayerMounter
{
    private const uint OwnerOnly = 0x1C0;
    private const string MergedName = "merged";
    private const int MaxStale = 64;

    private readonly ContainerStorage _storage;
    private readonly LayerChainReader _reader;
    private readonly OverlayPlanner _planner;

    public LayerMounter(ContainerStorage storage)
    {
        _storage = storage;
        _reader = new LayerChainReader(storage.Root.GraphRootPath, storage.Configuration.AdditionalImageStores);
        _planner = new OverlayPlanner(new PoolCoverage(storage.Root.GraphRootPath), Directory.Exists("/sys/fs/selinux/class"));
    }

    /// <summary>Mounts a layer that is not mounted.</summary>
    /// <param name="records">The layer and those below it, the nearest first.</param>
    /// <param name="request">How.</param>
    /// <returns>Where it is mounted, absolute.</returns>
    public string Mount(IReadOnlyList<LayerRecord> records, MountRequest request)
    {
        var chain = _reader.Read(records[0].Id, [.. records.Skip(1).Select(record => record.Id)]);
        var plan = _planner.Plan(chain, request with { Label = request.Label.Length > 0 ? request.Label : records[0].MountLabel });
        VerityRequirement.Check(plan, plan.Upper is null ? chain.All : chain.Lowers, ScratchDirectory);
        MkdirAt.MakeIfMissing(WorkingDirectory.Handle, plan.Target, OwnerOnly);
        DropStale(plan.Target);
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

    /// <summary>A new folder in the mount point's place lets go of what other namespaces still have mounted on the old one.</summary>
    public static void Unmount(string path)
    {
        if (!Unmounter.Unmount(path) || Path.GetFileName(path) != MergedName)
        {
            return;
        }

        var fresh = $"{path}.1";
        MkdirAt.MakeIfMissing(WorkingDirectory.Handle, fresh, OwnerOnly);
        RenameAt.Rename(WorkingDirectory.Handle, fresh, WorkingDirectory.Handle, path);
    }

    /// <summary>What is mounted and not counted was left by a process that ended in between.</summary>
    private static void DropStale(string target)
    {
        for (var count = 0; count < MaxStale && MountPoints.IsMounted(target); count++)
        {
            Unmounter.Unmount(target);
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

    private string ScratchDirectory()
    {
        MkdirAt.MakeIfMissing(_storage.Root.Root, "graphdriver", OwnerOnly);
        return Path.Combine(_storage.Root.GraphRootPath, "graphdriver");
    }
}
