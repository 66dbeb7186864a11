namespace GraphDriver.Composefs.Tree;

/// <summary>
/// Merges the layers of an image into the one tree that a container would see, as sealed images hold it: whiteouts and opaque directories are applied
/// and gone, a directory has the metadata of the topmost layer that has it, hard links within a layer stay hard links
/// (https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets).
/// </summary>
public static class LayerMerger
{
    /// <summary>Merges; the layers' trees are used up by it.</summary>
    /// <param name="layers">The lowest first; at least one.</param>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public static FileTree Merge(IEnumerable<FileTree> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        FileTree? merged = null;
        foreach (var layer in layers)
        {
            merged ??= layer;
            Apply(merged.Root, layer.Root);
        }

        return merged ?? throw new ArgumentException("an image has at least one layer", nameof(layers));
    }

    // A directory that lies over nothing is paired with itself: only its whiteouts and marks have to go.
    private static void Apply(DirectoryNode lower, DirectoryNode upper)
    {
        var pending = new Stack<(DirectoryNode Lower, DirectoryNode Upper)>([(lower, upper)]);
        while (pending.TryPop(out var pair))
        {
            if (ReferenceEquals(pair.Lower, pair.Upper))
            {
                Clean(pair.Upper, pending);
            }
            else
            {
                ApplyDirectory(pair.Lower, pair.Upper, pending);
            }
        }
    }

    private static void ApplyDirectory(DirectoryNode lower, DirectoryNode upper, Stack<(DirectoryNode Lower, DirectoryNode Upper)> pending)
    {
        CopyMetadata(upper, lower);
        if (upper.IsOpaque)
        {
            lower.Clear();
        }

        foreach (var entry in upper.Entries)
        {
            if (entry.Node is DeviceNode { IsWhiteout: true })
            {
                lower.Remove(entry.Name);
            }
            else if (entry.Node is DirectoryNode child)
            {
                if (lower.Find(entry.Name) is DirectoryNode former)
                {
                    pending.Push((former, child));
                    continue;
                }

                lower.Adopt(entry);
                pending.Push((child, child));
            }
            else
            {
                lower.Adopt(entry);
                entry.Node.LinkCount = null;
            }
        }
    }

    private static void Clean(DirectoryNode directory, Stack<(DirectoryNode Lower, DirectoryNode Upper)> pending)
    {
        directory.IsOpaque = false;
        directory.LinkCount = null;
        var whiteouts = new List<byte[]>();
        foreach (var entry in directory.Entries)
        {
            if (entry.Node is DeviceNode { IsWhiteout: true })
            {
                whiteouts.Add(entry.Name.ToArray());
            }
            else if (entry.Node is DirectoryNode child)
            {
                pending.Push((child, child));
            }
            else
            {
                entry.Node.LinkCount = null;
            }
        }

        whiteouts.ForEach(name => directory.Remove(name));
    }

    private static void CopyMetadata(DirectoryNode from, DirectoryNode to)
    {
        (to.Mode, to.Uid, to.Gid, to.LinkCount) = (from.Mode, from.Uid, from.Gid, null);
        (to.MtimeSeconds, to.MtimeNanoseconds) = (from.MtimeSeconds, from.MtimeNanoseconds);
        to.SetXattrs([.. from.Xattrs]);
    }
}
