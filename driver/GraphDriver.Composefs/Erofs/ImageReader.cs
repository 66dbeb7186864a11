using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Erofs.Reading;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs;

/// <summary>
/// Reads a composefs image of either form. Every offset, count and depth is checked: bytes that are no proper image give an
/// <see cref="InvalidDataException"/> that names the inode by its number (nid). Not safe for use by several threads.
/// </summary>
public sealed class ImageReader
{
    private readonly ImageData _data;
    private readonly InodeReader _inodes;

    /// <exception cref="InvalidDataException">The bytes are not a composefs image.</exception>
    public ImageReader(IImageBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        _data = new ImageData(bytes);
        _inodes = new InodeReader(_data);
        Form = FindForm();
    }

    /// <exception cref="InvalidDataException">The bytes are not a composefs image.</exception>
    public ImageReader(ReadOnlyMemory<byte> bytes)
        : this(new MemoryImage(bytes))
    {
    }

    /// <summary>What the image was made for: a stand-alone one has an opaque root with a name for each object folder.</summary>
    public ImageForm Form { get; }

    /// <summary>The version of the composefs format in the header.</summary>
    public uint FormatVersion => _inodes.Header.FormatVersion;

    /// <summary>Whether the header says that a file has a POSIX ACL; without, the image is to be mounted with <c>noacl</c>.</summary>
    public bool HasAcl => (_inodes.Header.Flags & ComposefsHeader.HasAclFlag) != 0;

    /// <summary>The number of inodes that the superblock gives.</summary>
    public ulong InodeCount => _inodes.Superblock.InodeCount;

    /// <summary>The number of the root's inode.</summary>
    public ulong RootNid => _inodes.Superblock.RootNid;

    /// <summary>The image as a tree. Writing the whole in the same form and version gives the same bytes.</summary>
    /// <param name="topLevel">The names in the root that are read with all below them; null reads everything.</param>
    /// <exception cref="InvalidDataException">The image is corrupt.</exception>
    public FileTree ReadTree(IReadOnlyCollection<byte[]>? topLevel = null)
    {
        _data.StartBudget();
        try
        {
            return new TreeReader(_inodes, CreateNodeReader(), Form, topLevel).Read();
        }
        finally
        {
            _data.EndBudget();
        }
    }

    /// <summary>The number of the inode at a path of names split by slashes, found without reading more than the directories on the way need.</summary>
    /// <exception cref="InvalidDataException">An inode on the way is corrupt.</exception>
    public bool TryFind(ReadOnlySpan<byte> path, out ulong nid)
    {
        nid = RootNid;
        foreach (var part in path.Split((byte)'/'))
        {
            if (path[part] is { IsEmpty: false } name && !TryFindIn(nid, name, out nid))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The metadata of one inode; a directory comes without its entries.</summary>
    /// <exception cref="InvalidDataException">The inode is corrupt.</exception>
    public Node ReadNode(ulong nid) => CreateNodeReader().Read(_inodes.Read(nid));

    /// <summary>The redirects of all files, each once, in the order of their bytes: the objects that the image needs.</summary>
    /// <exception cref="InvalidDataException">The image is corrupt.</exception>
    public IReadOnlyList<byte[]> ReadObjects() => TreeObjects.Find(ReadTree());

    private NodeReader CreateNodeReader() => new(_inodes, new XattrReader(_data, _inodes), Form);

    private ImageForm FindForm()
    {
        var root = _inodes.Read(RootNid);
        var isOpaque = new XattrReader(_data, _inodes).Read(root).Exists(xattr => xattr.Name.AsSpan().SequenceEqual(OverlayNames.Opaque));
        Span<byte> name = stackalloc byte[2];
        for (var i = 0; isOpaque && i <= byte.MaxValue; i++)
        {
            Convert.TryToHexStringLower([(byte)i], name, out _);
            isOpaque = TryFindIn(RootNid, name, out _);
        }

        return isOpaque ? ImageForm.StandAlone : ImageForm.Layer;
    }

    // By halves, first to the block, then within it: names are in order across blocks.
    private bool TryFindIn(ulong directory, ReadOnlySpan<byte> name, out ulong nid)
    {
        nid = 0;
        var inode = _inodes.Read(directory);
        Span<byte> buffer = stackalloc byte[ErofsFormat.BlockSize];
        var (low, high) = (0L, inode.Type == FileType.Directory ? inode.BlockCount - 1 : -1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var block = new DirectoryBlock(buffer[.._inodes.ReadBlock(inode, middle, buffer)], directory);
            var position = block.Find(name);
            if (position >= 0)
            {
                nid = block.RecordAt(position).Nid;
                return true;
            }

            if (position != ~0 && position != ~block.Count)
            {
                return false;
            }

            (low, high) = position == ~0 ? (low, middle - 1) : (middle + 1, high);
        }

        return false;
    }
}
