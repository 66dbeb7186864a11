using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Finds mounts that are counted and not there, at the beginning of the check and at its end: an unmount takes the mount away first.</summary>
internal sealed class MountCheck(ContainerStorage store, FindingList findings)
{
    private IReadOnlyList<MountPoint> _stale = [];

    /// <summary>Notes what is stale now.</summary>
    public void Run(IEnumerable<MountPoint> mounts) => _stale = [.. mounts.Where(mount => !MountPoints.IsMounted(mount.Path))];

    /// <summary>Notes what is stale still.</summary>
    /// <exception cref="InvalidDataException">The file of mounts was damaged meanwhile.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Confirm()
    {
        if (_stale.Count == 0)
        {
            return;
        }

        foreach (var mount in store.MountPoints.Read().Intersect(_stale).Where(mount => !MountPoints.IsMounted(mount.Path)))
        {
            findings.Add(FindingKind.StaleMount, mount.Layer, mount.Path, $"is counted {mount.Count} times as the mount of the layer {mount.Layer.ShortHex}, and is not mounted");
        }
    }
}
