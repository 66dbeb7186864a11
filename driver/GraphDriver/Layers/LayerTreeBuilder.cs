using GraphDriver.Composefs.Tree;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Layers;

/// <summary>
/// Builds the file tree of one layer from its tar entries, in their order: the last entry of a name wins, whiteouts and
/// opaque markers become what overlayfs takes for them, missing parents are made. Nothing leaves the layer: no name
/// goes above the root, through a symbolic link or through any other thing that is no directory.
/// </summary>
internal sealed class LayerTreeBuilder
{
    private const uint ImpliedDirectoryMode = 0x1ED; // 0755
    private const uint RootMode = 0x16D; // 0555, as containers/storage makes a root that no entry describes

    private readonly List<Node> _displaced = [];

    public LayerTreeBuilder()
    {
        Tree = new FileTree { Root = { Mode = RootMode } };
    }

    /// <summary>The tree so far.</summary>
    public FileTree Tree { get; }

    /// <summary>Whether an entry described the root itself; else it should be like the parent layer's.</summary>
    public bool HasRootEntry { get; private set; }

    /// <summary>The user and group ids that occur, for the layer's record.</summary>
    public OwnerSet Owners { get; } = new();

    /// <summary>Files with content, and directories, whose name a later entry took; a file may still have other names.</summary>
    public IReadOnlyList<Node> Displaced => _displaced;

    /// <summary>Takes one entry.</summary>
    /// <returns>The node of a regular file, whose content the caller stores; null for anything else.</returns>
    /// <exception cref="InvalidDataException">The entry has a name, target or place that a layer cannot have.</exception>
    public RegularFileNode? Add(TarEntry entry)
    {
        var path = EntryPath.Parse(entry.Name.Span);
        if (path.IsRoot)
        {
            AddRoot(entry);
            return null;
        }

        var parent = Descend(path, entry, out var name);
        if (Whiteout.IsMarker(name))
        {
            AddMarker(parent, name, entry);
            return null;
        }

        var node = NodeFactory.Create(entry, target => FindLinkTarget(target, entry));
        RefuseCapture(path, node);
        Owners.Add(node);
        Place(parent, name, node);
        return entry.Type == TarEntryType.RegularFile ? (RegularFileNode)node : null;
    }

    /// <summary>What an entry's name leads to in the tree so far; null where it leads to nothing.</summary>
    /// <exception cref="InvalidDataException">No layer can have the name.</exception>
    public Node? Find(ReadOnlySpan<byte> entryName)
    {
        var rest = EntryPath.Parse(entryName).Text;
        Node? node = Tree.Root;
        while (!rest.IsEmpty && EntryPath.TakeFirst(ref rest) is { IsEmpty: false } name)
        {
            node = (node as DirectoryNode)?.Find(name);
        }

        return node;
    }

    private void AddRoot(TarEntry entry)
    {
        if (entry.Type != TarEntryType.Directory)
        {
            throw Refused(entry, "stands for the root but is no directory");
        }

        NodeFactory.SetMetadata(Tree.Root, entry);
        Owners.Add(Tree.Root);
        HasRootEntry = true;
    }

    private DirectoryNode Descend(EntryPath path, TarEntry entry, out ReadOnlySpan<byte> name)
    {
        var directory = Tree.Root;
        var rest = path.Text;
        name = EntryPath.TakeFirst(ref rest);
        while (true)
        {
            var next = EntryPath.TakeFirst(ref rest);
            if (next.IsEmpty)
            {
                return directory;
            }

            directory = Enter(directory, name, entry);
            name = next;
        }
    }

    private static DirectoryNode Enter(DirectoryNode directory, ReadOnlySpan<byte> name, TarEntry entry)
    {
        var child = directory.Find(name);
        if (child is DirectoryNode existing)
        {
            return existing;
        }

        if (child is not (null or DeviceNode { IsWhiteout: true }))
        {
            throw Refused(entry, $"lies below '{EntryPath.Display(name)}', which is no directory of this layer");
        }

        var implied = new DirectoryNode { Mode = ImpliedDirectoryMode, IsOpaque = child is not null };
        directory.Replace(name, implied);
        return implied;
    }

    private static void AddMarker(DirectoryNode parent, ReadOnlySpan<byte> name, TarEntry entry)
    {
        if (name.SequenceEqual(Whiteout.Opaque))
        {
            parent.IsOpaque = true;
        }
        else if (!Whiteout.IsAufsMetadata(name))
        {
            Hide(parent, Whiteout.HiddenName(name), entry);
        }
    }

    /// <summary>A whiteout speaks of the layers below: what this layer itself has under the name stays.</summary>
    private static void Hide(DirectoryNode parent, ReadOnlySpan<byte> name, TarEntry entry)
    {
        switch (parent.Find(name))
        {
            case null:
                parent.Add(name, NodeFactory.CreateWhiteout(entry));
                break;
            case DirectoryNode directory:
                directory.IsOpaque = true;
                break;
        }
    }

    private void Place(DirectoryNode parent, ReadOnlySpan<byte> name, Node node)
    {
        var existing = parent.Find(name);
        if (node is DirectoryNode directory)
        {
            if (existing is DirectoryNode same)
            {
                NodeFactory.CopyMetadata(directory, same);
                return;
            }

            directory.IsOpaque = existing is DeviceNode { IsWhiteout: true };
        }

        var former = parent.Replace(name, node);
        if (former is RegularFileNode { Size: > 0 } or DirectoryNode && former != node)
        {
            _displaced.Add(former);
        }
    }

    private Node FindLinkTarget(ReadOnlySpan<byte> target, TarEntry entry)
    {
        // Link targets are names of this tar; some writers give them a leading slash.
        return Find(target.TrimStart((byte)'/')) switch
        {
            null => throw Refused(entry, $"is a hard link to '{EntryPath.Display(target)}', which this layer does not have"),
            DirectoryNode => throw Refused(entry, $"is a hard link to the directory '{EntryPath.Display(target)}'"),
            DeviceNode { IsWhiteout: true } => throw Refused(entry, $"is a hard link to '{EntryPath.Display(target)}', a whiteout"),
            var node => node,
        };
    }

    /// <summary>
    /// overlayfs looks for the content of a file of any layer at <c>/xx/rest</c> in the plain lowers first, so a layer
    /// with a file of such a name would put its content in the place of another's.
    /// </summary>
    private static void RefuseCapture(EntryPath path, Node node)
    {
        var rest = path.Text;
        var first = EntryPath.TakeFirst(ref rest);
        var second = EntryPath.TakeFirst(ref rest);
        if (node is not DirectoryNode && EntryPath.TakeFirst(ref rest).IsEmpty && ObjectPath.IsObject(first, second))
        {
            throw new InvalidDataException(
                $"layer entry '{EntryPath.Display(path.Text)}' has the name of an object and would capture another file's content");
        }
    }

    private static InvalidDataException Refused(TarEntry entry, string complaint) =>
        new($"layer entry '{EntryPath.Display(entry.Name.Span)}' {complaint}");
}
