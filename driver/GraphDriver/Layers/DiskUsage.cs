using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>How much of the disk some folders take: the blocks of all that is in them, an inode with several names counted once.</summary>
internal sealed class DiskUsage(SafeFileHandle root)
{
    private const long BlockUnit = 512; // of st_blocks
    private const int MaximumDepth = 64;

    private readonly HashSet<ulong> _seen = [];

    /// <summary>The bytes of disk so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a folder; nothing where it is not there.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Add(string path) => Add(root, path, 0);

    private void Add(SafeFileHandle parent, LinuxPath name, int depth)
    {
        if (Statx.TryQuery(parent, name, StatFlags.NoFollow, out var status) != Errno.None || (!status.IsDirectory && status.Nlink > 1 && !_seen.Add(status.Ino)))
        {
            return;
        }

        Bytes += status.Blocks * BlockUnit;
        if (!status.IsDirectory || depth == MaximumDepth
            || OpenAt.TryOpen(parent, name, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var folder) != Errno.None)
        {
            return;
        }

        using (folder)
        {
            foreach (var entry in DirectoryReader.Read(folder!))
            {
                Add(folder!, entry.Name, depth + 1);
            }
        }
    }
}
