using System.Diagnostics;
using GraphDriver.Composefs.Tree;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Layers;

/// <summary>
/// The table of contents of a layer, made from its file tree: the entries of a tar that would give this tree, a directory
/// before what is in it, in the order of the names' bytes. A hard link comes after the first name of its file.
/// </summary>
/// <param name="tree">The layer's files, whose objects are named by the SHA-256 of their content.</param>
/// <param name="describesRoot">Whether the root's metadata is the layer's own.</param>
internal sealed class LayerToc(FileTree tree, bool describesRoot)
{
    private const int ContentHashSize = 32;

    private readonly Dictionary<Node, byte[]?> _firstNames = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sees an entry, which is valid until the visitor returns, and returns whether it wants more.</summary>
    public delegate bool Visitor(in TocEntry entry);

    /// <summary>Shows all entries to <paramref name="visit"/>; false where it wanted no more.</summary>
    public bool Visit(Visitor visit)
    {
        FindLinks();
        foreach (var file in TreeWalk.DepthFirst(tree))
        {
            if (!Visit(file.Path.Span[1..], file.Node, visit))
            {
                return false;
            }
        }

        return true;
    }

    private void FindLinks()
    {
        _firstNames.Clear();
        foreach (var file in TreeWalk.DepthFirst(tree))
        {
            if (file.IsLink)
            {
                _firstNames[file.Node] = null;
            }
        }
    }

    private bool Visit(ReadOnlySpan<byte> path, Node node, Visitor visit)
    {
        if (node is DirectoryNode directory)
        {
            return VisitDirectory(path, directory, visit);
        }

        if (node is DeviceNode { IsWhiteout: true })
        {
            var nameStart = path.LastIndexOf((byte)'/') + 1;
            return visit(Entry(TocEntryType.RegularFile, [.. path[..nameStart], .. Whiteout.Prefix, .. path[nameStart..]], node));
        }

        if (_firstNames.TryGetValue(node, out var first))
        {
            if (first is not null)
            {
                return visit(Entry(TocEntryType.HardLink, path, node, first));
            }

            _firstNames[node] = path.ToArray();
        }

        return visit(node switch
        {
            RegularFileNode file => FileEntry(path, file),
            SymlinkNode link => Entry(TocEntryType.SymbolicLink, path, node, link.Target),
            DeviceNode { Type: FileType.CharacterDevice } => Entry(TocEntryType.CharacterDevice, path, node),
            DeviceNode => Entry(TocEntryType.BlockDevice, path, node),
            FifoNode => Entry(TocEntryType.Fifo, path, node),
            _ => throw new UnreachableException($"a layer holds no {node.Type}"),
        });
    }

    private bool VisitDirectory(ReadOnlySpan<byte> path, DirectoryNode directory, Visitor visit)
    {
        byte[] prefix = path.IsEmpty ? [] : [.. path, (byte)'/'];
        if ((!path.IsEmpty || describesRoot) && !visit(Entry(TocEntryType.Directory, path.IsEmpty ? "./"u8 : prefix, directory)))
        {
            return false;
        }

        return !directory.IsOpaque || visit(new TocEntry { Type = TocEntryType.RegularFile, Name = [.. prefix, .. Whiteout.Opaque] });
    }

    private static TocEntry FileEntry(ReadOnlySpan<byte> path, RegularFileNode file)
    {
        Span<byte> hash = stackalloc byte[ContentHashSize];
        var hasContent = file.Size > 0 && file.TryGetObject(hash);
        Debug.Assert(hasContent == file.Size > 0, "the objects of a staged layer are all written");
        return Entry(TocEntryType.RegularFile, path, file, default, file.Size, hasContent ? Digest.FromSha256(hash) : default);
    }

    private static TocEntry Entry(
        TocEntryType type, ReadOnlySpan<byte> name, Node node, ReadOnlySpan<byte> linkName = default, long size = 0, Digest digest = default) => new()
        {
            Type = type,
            Name = name,
            LinkName = linkName,
            Mode = node.Mode & 0xFFF,
            Size = size,
            Uid = node.Uid,
            Gid = node.Gid,
            Mtime = new TocTime(node.MtimeSeconds, node.MtimeNanoseconds),
            DeviceMajor = node is DeviceNode { Major: var major } ? major : 0,
            DeviceMinor = node is DeviceNode { Minor: var minor } ? minor : 0,
            Xattrs = SortedXattrs(node),
            Digest = digest,
        };

    private static TarXattr[] SortedXattrs(Node node)
    {
        if (node.Xattrs.IsEmpty)
        {
            return [];
        }

        var xattrs = new TarXattr[node.Xattrs.Length];
        for (var i = 0; i < xattrs.Length; i++)
        {
            xattrs[i] = new TarXattr(node.Xattrs[i].Name, node.Xattrs[i].Value);
        }

        Array.Sort(xattrs, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        return xattrs;
    }
}
