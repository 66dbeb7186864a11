using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>Makes nodes of inodes: takes back what the writer did for overlayfs.</summary>
internal sealed class NodeReader(InodeReader inodes, XattrReader xattrs, ImageForm form)
{
    /// <summary>A file with its metadata; a directory without its entries.</summary>
    /// <exception cref="InvalidDataException">The inode is corrupt.</exception>
    public Node Read(in ImageInode inode)
    {
        var found = xattrs.Read(inode);
        var node = IsEscapedWhiteout(inode, found) ? DeviceNode.CreateWhiteout() : Create(inode);
        node.Mode = inode.Record.Mode & 0xFFFu;
        (node.Uid, node.Gid) = (inode.Record.Uid, inode.Record.Gid);
        (node.MtimeSeconds, node.MtimeNanoseconds) = MtimeOf(inode);
        node.LinkCount = inode.Record.LinkCount;
        node.SetXattrs([.. Unescape(inode, node, found)]);
        if (node is FifoNode or SocketNode or DeviceNode)
        {
            node.Set(NodeFlags.OversizedSpecialFile, !inode.Record.IsCompact && FitsCompact(inode.Record));
        }

        return node;
    }

    private Node Create(in ImageInode inode) => inode.Type switch
    {
        FileType.Directory => new DirectoryNode { Size = (long)inode.Record.Size },
        FileType.RegularFile => CreateFile(inode),
        FileType.SymbolicLink => CreateLink(inode),
        FileType.Fifo => new FifoNode(),
        FileType.Socket => new SocketNode(),
        _ => DeviceNode.FromNumber(inode.Type, inode.Record.Union),
    };

    private RegularFileNode CreateFile(in ImageInode inode)
    {
        if (inode.Record.Layout == DataLayout.ChunkBased)
        {
            inodes.CheckChunks(inode);
            return new RegularFileNode { Size = (long)inode.Record.Size };
        }

        return inode.Record.Size == 0 ? new RegularFileNode() : new RegularFileNode { InlineContent = inodes.ReadData(inode, ErofsFormat.MaxInlineContent) };
    }

    private SymlinkNode CreateLink(in ImageInode inode)
    {
        var target = inodes.ReadData(inode, ErofsFormat.MaxSymlinkTarget);
        return target.Length > 0 && !target.Contains((byte)0)
            ? new SymlinkNode(target)
            : throw new InvalidDataException($"inode {inode.Nid}: a symbolic link's target of {target.Length} bytes is empty or has a NUL");
    }

    private (long Seconds, uint Nanoseconds) MtimeOf(in ImageInode inode) => inode.Record.IsCompact
        ? (inodes.Superblock.BuildTime, inodes.Superblock.BuildTimeNanoseconds)
        : (inode.Record.Mtime, inode.Record.MtimeNanoseconds);

    private bool FitsCompact(in InodeRecord record) =>
        record.Mtime == inodes.Superblock.BuildTime
        && record.MtimeNanoseconds == inodes.Superblock.BuildTimeNanoseconds
        && record.LinkCount <= ushort.MaxValue
        && record.Uid <= ushort.MaxValue
        && record.Gid <= ushort.MaxValue;

    private bool IsEscapedWhiteout(in ImageInode inode, List<Xattr> found) =>
        form == ImageForm.StandAlone
        && inode.Type == FileType.RegularFile
        && inode.Record.Size == 0
        && found.Exists(xattr => xattr.Value.Length == 0 && xattr.Name.AsSpan().SequenceEqual(OverlayNames.EscapedWhiteout))
        && found.Exists(xattr => xattr.Value.Length == 0 && xattr.Name.AsSpan().SequenceEqual(OverlayNames.UserWhiteout));

    private List<Xattr> Unescape(in ImageInode inode, Node node, List<Xattr> found)
    {
        var own = new List<Xattr>(found.Count);
        foreach (var xattr in found)
        {
            if (!xattr.Name.AsSpan().StartsWith(OverlayNames.Prefix))
            {
                own.Add(xattr);
            }
            else if (xattr.Name.AsSpan().StartsWith(OverlayNames.EscapedPrefix))
            {
                own.Add(new Xattr(OverlayNames.Unescape(xattr.Name), xattr.Value));
            }
            else
            {
                Apply(inode, node, xattr);
            }
        }

        if (node is DeviceNode { IsWhiteout: true } && inode.Type == FileType.RegularFile)
        {
            own.RemoveAll(xattr => OverlayNames.IsWhiteoutMark(xattr.Name));
        }

        return own;
    }

    // What overlayfs acts on is not an attribute of the tree but says something of the node; what says nothing is dropped, as the C tool does.
    private void Apply(in ImageInode inode, Node node, in Xattr xattr)
    {
        if (node is DirectoryNode directory && form == ImageForm.Layer && xattr.Name.AsSpan().SequenceEqual(OverlayNames.Opaque))
        {
            directory.IsOpaque |= xattr.Value.AsSpan().SequenceEqual(OverlayNames.OpaqueValue);
        }
        else if (node is RegularFileNode { Size: > 0, InlineContent: null } file)
        {
            ApplyData(inode, file, xattr);
        }
    }

    private static void ApplyData(in ImageInode inode, RegularFileNode file, in Xattr xattr)
    {
        if (xattr.Name.AsSpan().SequenceEqual(OverlayNames.Metacopy) && xattr.Value.Length > 0)
        {
            file.Verity = MetacopyValue.Parse(xattr.Value)
                ?? throw new InvalidDataException($"inode {inode.Nid}: the attribute with the fs-verity digest has {xattr.Value.Length} bytes that are none");
        }
        else if (xattr.Name.AsSpan().SequenceEqual(OverlayNames.Redirect))
        {
            file.Redirect = xattr.Value.Length is > 0 and <= ErofsFormat.MaxSymlinkTarget + 1 && !xattr.Value.Contains((byte)0)
                ? xattr.Value
                : throw new InvalidDataException($"inode {inode.Nid}: a redirect of {xattr.Value.Length} bytes is no path");
        }
    }
}
