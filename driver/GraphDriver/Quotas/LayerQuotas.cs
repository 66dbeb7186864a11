using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Quotas;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Quotas;

/// <summary>
/// Quotas of containers' layers: each is a project of the file system, which XFS and ext4 count and limit. All that is made in the layer's folder,
/// be it by the container or by overlayfs, belongs to its project.
/// </summary>
internal sealed class LayerQuotas(StoreRoot root)
{
    private const OpenFlags FolderFlags = OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow;

    /// <summary>Limits a layer. The caller holds <c>layers.lock</c>.</summary>
    /// <param name="directory">The layer's folder, which is empty as yet.</param>
    /// <param name="quota">The limits.</param>
    /// <exception cref="NotSupportedException">The file system keeps no quotas of projects.</exception>
    /// <exception cref="IOException">A call failed, or there is no number left for a project.</exception>
    public void Set(SafeFileHandle directory, LayerQuota quota)
    {
        Require(ProjectQuota.Probe(directory));
        using var overlay = OpenOverlay();
        var project = ProjectNumbers.FindFree(overlay);
        Require(ProjectId.TrySetInherited(directory, project));
        Require(ProjectQuota.TrySetLimits(directory, project, quota.Size, quota.Inodes));
    }

    /// <summary>Limits and use of a layer; null where it has no project of its own.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public ProjectQuota? Find(LayerId layer) => ProjectOf(layer) is { } project ? ProjectQuota.TryRead(root.Root, project) : null;

    /// <summary>The project of a layer's own, of which the limits go with <see cref="Clear"/>; null where it has none.</summary>
    public uint? ProjectOf(LayerId layer)
    {
        if (OpenAt.TryOpen(root.Root, LayerDirectories.PathOf(layer), FolderFlags, 0, out var directory) != Errno.None)
        {
            return null;
        }

        using (directory)
        using (var overlay = OpenOverlay())
        {
            var project = ProjectId.Of(directory!);
            return project != 0 && project != ProjectId.Of(overlay) ? project : null;
        }
    }

    /// <summary>Takes the limits of a project away whose layer is gone. Where that fails they bind nobody, and whoever takes the number sets its own.</summary>
    public void Clear(uint project) => _ = ProjectQuota.TrySetLimits(root.Root, project, 0, 0);

    private SafeFileHandle OpenOverlay() => OpenAt.Open(root.Root, StoreLayout.Overlay, FolderFlags);

    private void Require(Errno errno)
    {
        switch (errno)
        {
            case Errno.None:
                return;
            case Errno.ENOSYS or Errno.ENOTTY or Errno.EOPNOTSUPP or Errno.ESRCH or Errno.EINVAL:
                var drive = new DriveInfo(root.GraphRootPath);
                throw new NotSupportedException(
                    "--storage-opt, and size and inodes of storage.conf, are supported only over XFS mounted with 'pquota', or ext4 with the feature 'project' mounted with "
                    + $"'prjquota': {root.GraphRootPath} is on {drive.DriveFormat} without it");
            default:
                throw LinuxException.From(errno, "set the quota of", root.GraphRootPath);
        }
    }
}
