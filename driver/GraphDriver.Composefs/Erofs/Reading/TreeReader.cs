using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>
/// Reads a whole image to a tree: breadth first, in the order in which the writer numbers inodes. So a file with several names gets as its first
/// the one whose turn it is, and writing the tree gives the same image.
/// </summary>
internal sealed class TreeReader(InodeReader inodes, NodeReader nodes, ImageForm form, IReadOnlyCollection<byte[]>? topLevel = null)
{
    /// <summary>Deeper than any path that Linux can name.</summary>
    private const int MaxDepth = 4096;

    private readonly Dictionary<ulong, (Node Node, uint Number)> _byNid = [];
    private readonly Queue<PendingDirectory> _directories = new();
    private readonly List<PendingName> _laterNames = [];
    private readonly HashSet<DirectoryNode> _parentsOfWhiteouts = new(ReferenceEqualityComparer.Instance);
    private readonly byte[] _block = new byte[ErofsFormat.BlockSize];
    private readonly HashSet<byte[]>? _topLevel = topLevel is null ? null : new(topLevel, ByteStringComparer.Instance);
    private uint _nextNumber = 1;

    /// <exception cref="InvalidDataException">The image is corrupt; the message names the inode.</exception>
    public FileTree Read()
    {
        var inode = inodes.Read(inodes.Superblock.RootNid);
        var root = nodes.Read(inode) as DirectoryNode ?? throw new InvalidDataException($"inode {inode.Nid}: the root is not a directory");
        var tree = new FileTree(root);
        _byNid.Add(inode.Nid, (root, 0));
        _directories.Enqueue(new PendingDirectory(inode, root, 0));
        while (_directories.TryDequeue(out var directory))
        {
            ReadDirectory(directory);
        }

        foreach (var name in _laterNames)
        {
            AddName(name.Parent, name.Name, name.Node);
        }

        if (form == ImageForm.StandAlone)
        {
            RemoveWhiteoutMarks();
        }

        return tree;
    }

    private void ReadDirectory(in PendingDirectory directory)
    {
        byte[] last = [];
        for (long index = 0; index < directory.Inode.BlockCount; index++)
        {
            var block = new DirectoryBlock(_block.AsSpan(0, inodes.ReadBlock(directory.Inode, index, _block)), directory.Inode.Nid);
            for (var i = 0; i < block.Count; i++)
            {
                var name = block.NameAt(i);
                if (name.SequenceCompareTo(i == 0 ? last : block.NameAt(i - 1)) <= 0)
                {
                    throw new InvalidDataException($"inode {directory.Inode.Nid}: the names in the directory are not in order");
                }

                if (!DirectoryBlock.IsDots(name) && IsWanted(directory, name))
                {
                    ReadEntry(directory, name, block.RecordAt(i));
                }
            }

            last = block.NameAt(block.Count - 1).ToArray();
        }
    }

    private bool IsWanted(in PendingDirectory directory, ReadOnlySpan<byte> name) =>
        _topLevel is null || directory.Depth > 0 || _topLevel.Contains(name.ToArray());

    private void ReadEntry(in PendingDirectory parent, ReadOnlySpan<byte> name, DirentRecord record)
    {
        if (_byNid.TryGetValue(record.Nid, out var known))
        {
            AddKnown(parent, name, record.Nid, known.Node, known.Number);
            return;
        }

        var inode = inodes.Read(record.Nid);
        if (record.FileType != DirentRecord.FileTypeOf(inode.Type))
        {
            throw new InvalidDataException($"inode {parent.Inode.Nid}: an entry says type {record.FileType} of inode {inode.Nid}, which is a {inode.Type}");
        }

        if (inode.IsWhiteout && form == ImageForm.StandAlone)
        {
            SkipStub(inode);
            return;
        }

        var node = nodes.Read(inode);
        if (node is DirectoryNode directory)
        {
            if (parent.Depth == MaxDepth)
            {
                throw new InvalidDataException($"inode {inode.Nid}: directories are nested more than {MaxDepth} deep");
            }

            _directories.Enqueue(new PendingDirectory(inode, directory, parent.Depth + 1));
        }

        _byNid.Add(inode.Nid, (node, inode.Record.InodeNumber));
        Place(parent.Node, name, node, inode.Record.InodeNumber);
    }

    // A stand-alone image's real whiteouts hide the object folders and are no part of the tree.
    private void SkipStub(in ImageInode inode)
    {
        if (inode.Record.LinkCount > 1)
        {
            throw new InvalidDataException($"inode {inode.Nid}: a whiteout with {inode.Record.LinkCount} names");
        }

        _nextNumber += inode.Record.InodeNumber == _nextNumber ? 1u : 0;
    }

    private void AddKnown(in PendingDirectory parent, ReadOnlySpan<byte> name, ulong nid, Node node, uint number)
    {
        if (node is DirectoryNode)
        {
            throw new InvalidDataException($"inode {nid}: the directory has two names");
        }

        Place(parent.Node, name, node, node.Has(NodeFlags.Named) ? 0 : number);
    }

    private void Place(DirectoryNode parent, ReadOnlySpan<byte> name, Node node, uint number)
    {
        if (number != _nextNumber && node is not DirectoryNode)
        {
            _laterNames.Add(new PendingName(parent, name.ToArray(), node));
            return;
        }

        _nextNumber += number == _nextNumber ? 1u : 0;
        AddName(parent, name, node);
    }

    private void AddName(DirectoryNode parent, ReadOnlySpan<byte> name, Node node)
    {
        if (node is DeviceNode { IsWhiteout: true } && !node.Has(NodeFlags.Named))
        {
            _parentsOfWhiteouts.Add(parent);
        }

        parent.Add(name, node);
    }

    // The opaque=x of format version 1 stays, as composefs-info shows it: the writer puts it there again.
    private void RemoveWhiteoutMarks()
    {
        foreach (var directory in _parentsOfWhiteouts)
        {
            foreach (var xattr in directory.Xattrs.ToArray())
            {
                if (OverlayNames.IsWhiteoutsMark(xattr.Name))
                {
                    directory.RemoveXattr(xattr.Name);
                }
            }
        }
    }

    private readonly record struct PendingDirectory(ImageInode Inode, DirectoryNode Node, int Depth);

    private readonly record struct PendingName(DirectoryNode Parent, byte[] Name, Node Node);
}
