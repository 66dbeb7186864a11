using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// Counts directory trees by handles: it follows no symbolic link, enters no other file system, and holds a bounded number of files open
/// however deep a tree is. What goes away meanwhile is left out.
/// </summary>
internal sealed class TreeCounter(InodeCounter inodes, CancellationToken cancellationToken)
{
    private const OpenFlags Flags = OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow;
    private const int MaximumOpen = 128;

    private readonly Stack<Trail> _deep = [];

    /// <summary>Opens a directory and counts it; null where it is not there, or something is mounted on it.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public SafeFileHandle? Open(SafeFileHandle parent, LinuxPath name, int holder, DiskPart part = DiskPart.Directories)
    {
        if (TryOpen(parent, name) is not { } folder)
        {
            return null;
        }

        try
        {
            if (inodes.TryAddDirectory(folder, holder, part))
            {
                return folder;
            }
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        folder.Dispose();
        return null;
    }

    /// <summary>Counts a directory with all below it.</summary>
    /// <param name="parent">Where it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="holder">Who has all of it.</param>
    /// <param name="part">What its files are.</param>
    /// <param name="directories">What its directories are.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(SafeFileHandle parent, byte[] name, int holder, DiskPart part, DiskPart directories = DiskPart.Directories)
    {
        Enter(parent, new Trail(null, name), holder, part, directories, 0);
        while (_deep.TryPop(out var trail))
        {
            using var above = OpenAbove(parent, trail);
            if (above is not null)
            {
                Enter(above, trail, holder, part, directories, 0);
            }
        }
    }

    /// <summary>Counts what a name stands for, with all below it.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void AddAny(SafeFileHandle folder, in DirectoryEntry entry, int holder, DiskPart part)
    {
        if (entry.Type == FileType.Directory)
        {
            Add(folder, entry.Name, holder, part);
        }
        else
        {
            inodes.Add(folder, entry, holder, part);
        }
    }

    /// <summary>Counts a directory of the store itself, and does something in it.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void In(SafeFileHandle parent, LinuxPath name, Action<SafeFileHandle> action)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var folder = Open(parent, name, StoreHolders.Store);
        if (folder is not null)
        {
            action(folder);
        }
    }

    private void Enter(SafeFileHandle parent, Trail trail, int holder, DiskPart part, DiskPart directories, int level)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (level == MaximumOpen)
        {
            _deep.Push(trail);
            return;
        }

        using var folder = Open(parent, trail.Name, holder, directories);
        if (folder is null)
        {
            return;
        }

        foreach (var entry in DirectoryReader.Read(folder))
        {
            if (entry.Type == FileType.Directory)
            {
                Enter(folder, new Trail(trail, entry.Name), holder, part, directories, level + 1);
            }
            else
            {
                inodes.Add(folder, entry, holder, part);
            }
        }
    }

    /// <summary>Opens the directory above one that lies deep, name by name.</summary>
    private static SafeFileHandle? OpenAbove(SafeFileHandle parent, Trail trail)
    {
        var folder = parent;
        foreach (var name in trail.Above!.Names())
        {
            var next = TryOpen(folder, name);
            if (folder != parent)
            {
                folder.Dispose();
            }

            if (next is null)
            {
                return null;
            }

            folder = next;
        }

        return folder;
    }

    /// <summary>Opens a directory without counting it; null where it is not there.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileHandle? TryOpen(SafeFileHandle parent, LinuxPath name) => OpenAt.TryOpen(parent, name, Flags, 0, out var folder) switch
    {
        Errno.None => folder,
        Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP => null,
        var error => throw LinuxException.From(error, "open", name),
    };
}
