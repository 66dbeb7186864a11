using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Savings.Disk.Counting;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk;

/// <summary>
/// Says what a store takes on the disk: as a whole to the block what <c>du</c> says, and for each image, layer and container what it has, what it shares, and what its
/// removal would free. The root is walked once, without a lock of the store and without writing to it; what changes meanwhile may be in the figures or not.
/// </summary>
/// <remarks>
/// <para>A file that has several names (an object that is in many layers and in the pool) is one inode and counts once. It goes with whoever has all its names, but for the pool's, which
/// goes with the last layer that has the object. Names outside the root keep it.</para>
/// <para>Files that share blocks count in full, as <c>du</c> counts them; <see cref="StoreUsage.SharedBlocks"/> says how much of that is the same blocks again,
/// and <see cref="Removal.Freed"/> leaves out what other files keep.</para>
/// <para>The walk costs an open and two reads a directory, a <c>statx</c> an inode, and a look-up in memory for each further name of it.</para>
/// </remarks>
public static class DiskAccounting
{
    /// <summary>Reads a store.</summary>
    /// <exception cref="InvalidDataException">A file of records is not as it should be; it is named.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static StoreUsage Read(ContainerStorage store, CancellationToken cancellationToken)
    {
        var snapshot = store.Read();
        var mounted = snapshot.MountPoints.Select(mount => mount.Layer).ToHashSet();
        return Read(store.Root.GraphRootPath, isReadOnly: false, new StoreHolders(snapshot.Layers, snapshot.Images, snapshot.Containers), mounted, cancellationToken);
    }

    /// <summary>Reads an additional store, which has no containers and whose images are used by whoever likes.</summary>
    /// <inheritdoc cref="Read(ContainerStorage, CancellationToken)" path="/exception"/>
    public static StoreUsage Read(AdditionalStore store, CancellationToken cancellationToken)
    {
        var layers = store.Layers?.Read() ?? new LayerSnapshot([], store.Path);
        var holders = new StoreHolders(layers, store.Images?.Read() ?? new ImageSnapshot([]), new ContainerSnapshot([]));
        return Read(store.Path, isReadOnly: true, holders, new HashSet<LayerId>(), cancellationToken);
    }

    private static StoreUsage Read(string path, bool isReadOnly, StoreHolders holders, IReadOnlySet<LayerId> mounted, CancellationToken cancellationToken)
    {
        // By its path, as du goes: not through the copy of the mount that hides what is mounted below.
        using var root = OpenAt.Open(path, OpenFlags.Directory | OpenFlags.ReadOnly);
        var extents = new SharedExtents();
        var inodes = new InodeCounter(Statx.Query(root).Dev, extents);
        new StoreWalk(root, holders, inodes, cancellationToken).Run();
        var groups = new RemovalGroups(holders, mounted, DateTimeOffset.UtcNow);
        var count = new StoreCount(holders, inodes, extents, groups, new StoreRecordSizes(root, holders));
        return count.Sum(path, isReadOnly, layer => FormOf(root, layer, holders.OfContainers.Contains(layer)));
    }

    private static LayerForm FormOf(SafeFileHandle root, LayerId layer, bool isOfContainer)
    {
        if (OpenAt.TryOpen(root, $"{StoreLayout.Overlay}/{layer}", OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow, 0, out var folder) != Errno.None)
        {
            return isOfContainer ? LayerForm.Container : LayerForm.Plain;
        }

        using (folder)
        {
            return OverlayWalk.FormOf(folder!, isOfContainer);
        }
    }
}
