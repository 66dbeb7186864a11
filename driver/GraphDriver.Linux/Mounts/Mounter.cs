using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>
/// Carries out mount plans. Everything is built detached and attached in one last step: a failure, or the end of the
/// process at any moment, leaves nothing mounted and no loop device attached.
/// </summary>
public static class Mounter
{
    private static volatile bool HandlesRefused;

    /// <summary>Mounts the overlay on its target.</summary>
    /// <param name="plan">The mount.</param>
    /// <param name="inspect">
    /// Gets every layer with a handle of its root, in the plan's order, before anything is stacked; what it throws ends the mount.
    /// </param>
    /// <exception cref="InvalidOperationException">The plan cannot be mounted on any kernel.</exception>
    /// <exception cref="LinuxException">The kernel refuses it, in its own words.</exception>
    public static void Mount(MountPlan plan, Action<LowerLayer, SafeFileHandle>? inspect = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var mount = MountDetached(plan, MountWays.Any, inspect);
        MoveMount.Attach(mount, plan.Target);
    }

    /// <summary>Makes the overlay without attaching it anywhere; it goes with its last handle.</summary>
    /// <inheritdoc cref="Mount" path="/exception"/>
    public static SafeFileHandle MountDetached(MountPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return MountDetached(plan, MountWays.Any);
    }

    internal static SafeFileHandle MountDetached(
        MountPlan plan, MountWays ways, Action<LowerLayer, SafeFileHandle>? inspect = null)
    {
        plan.Validate();
        var images = new List<SafeFileHandle>();
        try
        {
            foreach (var image in plan.Lowers.OfType<ErofsLower>())
            {
                images.Add(ErofsMount.Mount(image, ways.HasFlag(MountWays.LoopDevices)));
            }

            Inspect(plan, images, inspect);
            return images.Count == 0 ? OverlayMount.FromHandles(plan, images) : Stack(plan, images, ways);
        }
        finally
        {
            images.ForEach(image => image.Dispose());
        }
    }

    private static void Inspect(MountPlan plan, List<SafeFileHandle> images, Action<LowerLayer, SafeFileHandle>? inspect)
    {
        if (inspect is null)
        {
            return;
        }

        var image = 0;
        foreach (var lower in plan.Lowers)
        {
            if (lower is DirectoryLower directory)
            {
                using var root = OpenAt.Open(directory.Path, OpenFlags.PathOnly | OpenFlags.Directory);
                inspect(lower, root);
            }
            else
            {
                inspect(lower, images[image++]);
            }
        }
    }

    /// <summary>
    /// Kernels take detached mounts as layers since 6.15; what refuses them says only EINVAL, so the other way decides
    /// whether that was the reason.
    /// </summary>
    private static SafeFileHandle Stack(MountPlan plan, List<SafeFileHandle> images, MountWays ways)
    {
        if (ways.HasFlag(MountWays.ScratchMountPoints) || HandlesRefused)
        {
            return StackAttached(plan, images);
        }

        try
        {
            return OverlayMount.FromHandles(plan, images);
        }
        catch (LinuxException e) when (e.Errno is Errno.EINVAL or Errno.EBADF)
        {
            var mount = StackAttached(plan, images);
            HandlesRefused = true;
            return mount;
        }
    }

    private static SafeFileHandle StackAttached(MountPlan plan, List<SafeFileHandle> images)
    {
        using var scratch = new ScratchMounts();
        return OverlayMount.FromPaths(plan, images.ConvertAll(scratch.Add));
    }
}
