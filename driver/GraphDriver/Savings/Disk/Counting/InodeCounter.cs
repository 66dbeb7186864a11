using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// Counts each inode of one file system once, and notes which holders (layers, images, containers: small numbers) have it. What has one name
/// goes into its holder's sums at once; what has several is kept in a table until all names are seen, at 32 bytes an inode and 20 of the table, up to twice that while
/// it grows. Further names of it cost a look-up by the number that the directory gives, and no system call.
/// </summary>
/// <param name="device">The file system; what is mounted on it is left out, as <c>du -x</c> does.</param>
/// <param name="extents">Gets each file with blocks once.</param>
internal sealed class InodeCounter(DeviceNumber device, SharedExtents? extents)
{
    private readonly Dictionary<ulong, Inode> _inodes = [];

    /// <summary>The sums of what has one name, by holder.</summary>
    public HolderSums Sums { get; } = new();

    public HolderSets Sets { get; } = new();

    /// <summary>The files with several names, by number.</summary>
    public IReadOnlyDictionary<ulong, Inode> Inodes => _inodes;

    /// <summary>The bytes on the disk of everything so far.</summary>
    public long OnDisk => Sums.OnDisk + _inodes.Values.Sum(inode => inode.OnDisk);

    /// <summary>What a directory takes, unless it lies on another file system.</summary>
    /// <returns>False where it does, and is not to be entered.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public bool TryAddDirectory(SafeFileHandle folder, int holder, DiskPart part)
    {
        var status = Statx.Query(folder);
        if (status.Dev != device)
        {
            return false;
        }

        Sums.Add(holder, part, new DiskSize(status.SizeOnDisk, 0, 1));
        return true;
    }

    /// <summary>Counts a name of a file that a holder has.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Add(SafeFileHandle folder, in DirectoryEntry entry, int holder, DiskPart part)
    {
        ref var known = ref FindLinked(folder, entry, holder, part);
        if (!Unsafe.IsNullRef(ref known))
        {
            known.Found++;
            known.Set = Sets.With(known.Set, holder);
        }
    }

    /// <summary>Counts the pool's name of an object, after those that layers have.</summary>
    /// <param name="folder">The folder in the pool.</param>
    /// <param name="entry">The name in it.</param>
    /// <param name="collector">The holder of what no layer has.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void AddPooled(SafeFileHandle folder, in DirectoryEntry entry, int collector)
    {
        ref var known = ref FindLinked(folder, entry, collector, DiskPart.PoolOnlyObjects);
        if (!Unsafe.IsNullRef(ref known))
        {
            known.Found++;
        }
    }

    /// <summary>The entry in the table of a file with several names; null for one with a single name, which is summed up for its holder here, and for one that is gone.</summary>
    private ref Inode FindLinked(SafeFileHandle folder, in DirectoryEntry entry, int holder, DiskPart part)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_inodes, entry.Ino);
        if (!Unsafe.IsNullRef(ref known) || TryQuery(folder, entry.Name) is not { } status)
        {
            return ref known;
        }

        if (status.Nlink > 1)
        {
            return ref Note(folder, entry.Name, status, part);
        }

        Sums.Add(holder, part, SizeOf(status));
        extents?.Add(folder, entry.Name, status, holder);
        return ref known;
    }

    private ref Inode Note(SafeFileHandle folder, byte[] name, scoped in FileStatus status, DiskPart part)
    {
        // A directory of some file systems gives other numbers than the files have.
        ref var inode = ref CollectionsMarshal.GetValueRefOrAddDefault(_inodes, status.Ino, out var isKnown);
        if (!isKnown)
        {
            var size = SizeOf(status);
            inode = new Inode { OnDisk = size.OnDisk, Apparent = size.Apparent, Links = status.Nlink, Part = part };
            extents?.Add(folder, name, status, SharedExtents.ByInode);
        }

        return ref inode;
    }

    /// <summary>Null for what is gone by now, and for what is mounted over a name.</summary>
    private FileStatus? TryQuery(SafeFileHandle folder, byte[] name)
    {
        var error = Statx.TryQuery(folder, name, StatFlags.NoFollow, out var status);
        return error switch
        {
            Errno.None when status.Dev == device => status,
            Errno.None or Errno.ENOENT => null,
            _ => throw LinuxException.From(error, "stat", name),
        };
    }

    private static DiskSize SizeOf(in FileStatus status) =>
        new(status.SizeOnDisk, status.Type is FileType.Regular or FileType.SymbolicLink ? status.Size : 0, 1);
}
