using GraphDriver.Export;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Changes;

/// <summary>
/// Tells what a layer changes of the tree below it by the layer's own files. A file of the layer has changed, whatever it holds; a directory has where
/// names came or went below it, or mode, owner or mtime differ, since a directory is also copied up for other reasons. Only where a directory was renamed are trees compared.
/// </summary>
/// <param name="changes">Takes what is found.</param>
/// <param name="mount">Opens the root of the layer's mount, for the content of renamed directories; asked for only then.</param>
internal sealed class LayerComparer(ChangeList changes, Func<SafeFileHandle> mount)
{
    private const OpenFlags DirectoryFlags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    private readonly TreeComparer _trees = new(changes);

    /// <param name="layer">The layer's own directory.</param>
    /// <param name="below">The tree below; null where there is none.</param>
    /// <exception cref="InvalidDataException">A path is too long.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Compare(SafeFileHandle layer, SafeFileHandle? below) => Compare(layer, below, []);

    /// <returns>Whether a name came or went, at any depth.</returns>
    private bool Compare(SafeFileHandle layer, SafeFileHandle? below, byte[] path)
    {
        var hasOtherNames = false;
        foreach (var name in SortedNames.Of(layer))
        {
            if (TreeEntryReader.Query(layer, name) is { } status)
            {
                hasOtherNames |= CompareName(layer, below, name, TreePath.Join(path, name), status);
            }
        }

        return hasOtherNames;
    }

    private bool CompareName(SafeFileHandle layer, SafeFileHandle? below, byte[] name, byte[] path, in FileStatus status)
    {
        var before = below is null ? null : TreeEntryReader.Query(below, name);
        if (OverlayMarks.IsWhiteout(status))
        {
            changes.Add(ChangeKind.Deleted, path);
            return true;
        }

        if (!status.IsDirectory)
        {
            changes.Add(before is null ? ChangeKind.Added : ChangeKind.Changed, path);
            return before is null;
        }

        using var inside = OpenAt.Open(layer, name, DirectoryFlags);
        using var insideBelow = before is { IsDirectory: true } ? OpenAt.Open(below!, name, DirectoryFlags) : null;
        return CompareDirectory(inside, insideBelow, path, isAdded: before is null);
    }

    private bool CompareDirectory(SafeFileHandle layer, SafeFileHandle? below, byte[] path, bool isAdded)
    {
        var isRedirected = OverlayMarks.IsRedirected(layer);
        var isOpaque = OverlayMarks.IsOpaque(layer);
        var hasOtherNames = isAdded || isRedirected || isOpaque;
        if (isRedirected)
        {
            using var whole = OpenAt2.Open(mount(), path, DirectoryFlags, 0, ResolveFlags.InRoot | ResolveFlags.NoSymlinks);
            _trees.Compare(whole, below, path);
        }
        else
        {
            hasOtherNames |= Compare(layer, below, path);
            if (isOpaque && below is not null)
            {
                _trees.AddDeleted(layer, below, path);
            }
        }

        if (isAdded)
        {
            changes.Add(ChangeKind.Added, path);
        }
        else if (hasOtherNames || below is null || Differ(Statx.Query(layer), Statx.Query(below)))
        {
            changes.Add(ChangeKind.Changed, path);
        }

        return hasOtherNames;
    }

    private static bool Differ(in FileStatus now, in FileStatus before) =>
        now.Mode != before.Mode || now.Uid != before.Uid || now.Gid != before.Gid
        || now.MtimeSeconds != before.MtimeSeconds || now.MtimeNanoseconds != before.MtimeNanoseconds;
}
