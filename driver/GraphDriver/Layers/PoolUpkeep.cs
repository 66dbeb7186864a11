using GraphDriver.Objects;
using GraphDriver.Store;

namespace GraphDriver.Layers;

/// <summary>
/// Keeps the pool free of what no layer has. Whoever adds layers calls <see cref="Run"/> first: it costs next to nothing
/// unless another tool removed a layer of ours, or a process of ours died.
/// </summary>
internal static class PoolUpkeep
{
    /// <summary>Removes staging directories whose makers died, and looks through the pool if a holder of objects is gone.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static void Run(StoreRoot root, ObjectPool pool, CancellationToken cancellationToken)
    {
        StagingSweep.Run(root, pool);
        var lost = LostHolders(root);
        if (lost.Count > 0)
        {
            ObjectRelease.SweepAll(pool, cancellationToken);
            Forget(root, lost);
        }
    }

    /// <summary>Layers and staging directories that were removed without their objects.</summary>
    public static IReadOnlyList<string> LostHolders(StoreRoot root) =>
        ObjectHolders.FindLost(root.Root, StoreLayout.Overlay, LayerStaging.BasePath);

    /// <summary>Forgets holders, after the pool was looked through.</summary>
    public static void Forget(StoreRoot root, IReadOnlyList<string> holders)
    {
        foreach (var holder in holders)
        {
            ObjectHolders.Remove(root.Root, holder);
        }
    }
}
