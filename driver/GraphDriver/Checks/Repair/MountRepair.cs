using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>Forgets mounts that are not there.</summary>
internal sealed class MountRepair(ContainerStorage store)
{
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<RepairOutcome> Run(IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return [];
        }

        using var mounts = store.MountPoints.BeginWrite();
        foreach (var layer in findings.SelectMany(finding => finding.Layers))
        {
            if (mounts.Find(layer) is { } mount && !MountPoints.IsMounted(mount.Path))
            {
                mounts.Set(layer, mount.Path, 0);
            }
        }

        mounts.Save();
        return [.. findings.Select(finding => new RepairOutcome(finding, true, "forgotten"))];
    }
}
