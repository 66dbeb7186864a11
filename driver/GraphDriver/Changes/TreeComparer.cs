using GraphDriver.Export;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Changes;

/// <summary>
/// Compares two mounted trees as containers/storage does: by type, mode, owner, device, link target and attributes, and of all but directories by size
/// and mtime. A directory in which something changed has changed; of one that is gone, the directory alone is named.
/// </summary>
internal sealed class TreeComparer(ChangeList changes)
{
    private const OpenFlags DirectoryFlags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    /// <param name="tree">The tree.</param>
    /// <param name="other">What it is compared with; null where there is no such directory.</param>
    /// <param name="path">Where both stand below the root.</param>
    /// <exception cref="InvalidDataException">A path is too long.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Compare(SafeFileHandle tree, SafeFileHandle? other, byte[] path)
    {
        foreach (var name in SortedNames.Of(tree))
        {
            if (TreeEntryReader.Query(tree, name) is { } status)
            {
                var before = other is null ? null : TreeEntryReader.Query(other, name);
                CompareName(tree, other, name, TreePath.Join(path, name), status, before);
            }
        }

        if (other is not null)
        {
            AddDeleted(tree, other, path);
        }
    }

    /// <summary>Notes what a directory has no more.</summary>
    public void AddDeleted(SafeFileHandle tree, SafeFileHandle other, byte[] path)
    {
        foreach (var name in SortedNames.Of(other))
        {
            if (TreeEntryReader.Query(tree, name) is null)
            {
                changes.Add(ChangeKind.Deleted, TreePath.Join(path, name));
            }
        }
    }

    private void CompareName(SafeFileHandle tree, SafeFileHandle? other, byte[] name, byte[] path, in FileStatus status, in FileStatus? before)
    {
        if (before is null)
        {
            changes.Add(ChangeKind.Added, path);
        }

        var found = changes.Count;
        if (status.IsDirectory)
        {
            using var inside = OpenAt.Open(tree, name, DirectoryFlags);
            using var insideOther = before is { IsDirectory: true } ? OpenAt.Open(other!, name, DirectoryFlags) : null;
            Compare(inside, insideOther, path);
        }

        if (before is { } was && (found < changes.Count || Differ(tree, other!, name, status, was)))
        {
            changes.Add(ChangeKind.Changed, path);
        }
    }

    private static bool Differ(SafeFileHandle tree, SafeFileHandle other, byte[] name, in FileStatus status, in FileStatus was)
    {
        if (status.Mode != was.Mode || status.Uid != was.Uid || status.Gid != was.Gid || status.Rdev != was.Rdev)
        {
            return true;
        }

        if (!status.IsDirectory
            && (status.Size != was.Size || status.MtimeSeconds != was.MtimeSeconds || status.MtimeNanoseconds != was.MtimeNanoseconds))
        {
            return true;
        }

        return (status.Type == FileType.SymbolicLink && !ReadLinkAt.Read(tree, name).AsSpan().SequenceEqual(ReadLinkAt.Read(other, name)))
            || !HaveSameXattrs(tree, other, name);
    }

    private static bool HaveSameXattrs(SafeFileHandle tree, SafeFileHandle other, byte[] name)
    {
        var names = ListXattr.List(tree, name);
        return names.Count == ListXattr.List(other, name).Count
            && names.All(xattr => GetXattr.Get(other, name, xattr) is { } before && before.AsSpan().SequenceEqual(GetXattr.Get(tree, name, xattr)));
    }
}
