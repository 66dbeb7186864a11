using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// Finds the extents that files share with others, by FIEMAP. A file system that knows of none (ext4, tmpfs) is told by the first file with blocks and costs nothing
/// after that; on XFS and Btrfs each inode with blocks is opened and asked once: some 5 µs of CPU on XFS and 15 on Btrfs, which looks up who refers to each
/// extent. Only shared extents are kept, at 32 bytes each. Where Btrfs has compressed an extent, or a file uses a part of one, its bytes are those of the file.
/// </summary>
internal sealed class SharedExtents
{
    /// <summary>The holder of a file with several names: the inode says who has it.</summary>
    public const int ByInode = -1;

    private const ExtentFlags Placeless = ExtentFlags.Unknown | ExtentFlags.Delayed | ExtentFlags.Inline;

    private readonly List<SharedExtent> _extents = [];
    private readonly List<FileExtent> _ofFile = [];

    /// <summary>Whether the file system knows of shared blocks; null where there was no file to ask.</summary>
    public bool? IsSupported { get; private set; }

    /// <summary>The shared extents of all files.</summary>
    public IReadOnlyList<SharedExtent> All => _extents;

    /// <summary>Looks at a file once; what is gone by now is left out.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Add(SafeFileHandle folder, byte[] name, in FileStatus status, int holder)
    {
        const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow;
        if (IsSupported == false || !status.IsRegularFile || status.Blocks == 0 || OpenAt.TryOpen(folder, name, Flags, 0, out var file) != Errno.None)
        {
            return;
        }

        using (file)
        {
            IsSupported ??= FiDedupeRange.IsSupported(file!);
            _ofFile.Clear();
            if (IsSupported == true && FieMap.TryReadAll(file!, _ofFile))
            {
                foreach (var extent in _ofFile.Where(extent => (extent.Flags & ExtentFlags.Shared) != 0 && (extent.Flags & Placeless) == 0))
                {
                    _extents.Add(new SharedExtent(extent.Physical, extent.Length, holder == ByInode ? status.Ino : 0, holder));
                }
            }
        }
    }
}
