using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// The inodes of an image in the order in which they are written: breadth first, each directory's names in the order of their bytes,
/// a file with several names where it was named first.
/// </summary>
internal sealed class InodeTable
{
    private readonly List<Node> _nodes = [];
    private readonly List<int> _parents = [];
    private readonly List<int> _firstChildren = [];
    private readonly HardLinks _links;
    private readonly HashSet<int> _parentsOfWhiteouts = [];
    private readonly DirectoryNode _root;

    public InodeTable(FileTree tree, ImageForm form)
    {
        Form = form;
        _root = form == ImageForm.StandAlone ? RootStubs.AddTo(tree.Root) : tree.Root;
        _links = new HardLinks(tree.Root);
        Place(tree.Root, 0);
        for (var index = 0; index < _nodes.Count; index++)
        {
            _firstChildren.Add(_nodes.Count);
            if (_nodes[index] is DirectoryNode)
            {
                PlaceChildren(index);
            }
        }
    }

    public ImageForm Form { get; }

    public int Count => _nodes.Count;

    public bool HasWhiteouts { get; private set; }

    public Node this[int index] => _nodes[index];

    public int ParentOf(int index) => _parents[index];

    /// <summary>The first inode whose first name is in the directory; the others follow it.</summary>
    public int FirstChildOf(int index) => _firstChildren[index];

    /// <summary>Whether a whiteout has its first name in the directory, other than the stubs of a stand-alone image.</summary>
    public bool HoldsWhiteout(int index) => _parentsOfWhiteouts.Contains(index);

    /// <summary>The directory itself, or in a stand-alone image's root the one that has the stubs too.</summary>
    public DirectoryNode DirectoryAt(int index) => index == 0 ? _root : (DirectoryNode)_nodes[index];

    /// <summary>The inode of a node with several names.</summary>
    public int IndexOfLinked(Node node) => _links.IndexOf(node);

    public uint LinkCountOf(int index)
    {
        var node = _nodes[index];
        if (node is DirectoryNode)
        {
            return DirectoryAt(index).CountLinks();
        }

        // The C tools refuse an image whose whiteout has several names.
        return node.LinkCount ?? (node.Has(NodeFlags.Linked) && node is not DeviceNode { IsWhiteout: true } ? _links.NamesOf(node) : 1);
    }

    /// <summary>The type as the image shows it: a stand-alone image turns whiteouts to files.</summary>
    public FileType TypeOf(Node node) => IsEscapedWhiteout(node) ? FileType.RegularFile : node.Type;

    public bool IsEscapedWhiteout(Node node) =>
        Form == ImageForm.StandAlone && node is DeviceNode { IsWhiteout: true } && !node.Has(NodeFlags.RootStub);

    /// <summary>The first path of an inode, printable.</summary>
    public string PathOf(int index)
    {
        var path = "";
        for (; index != 0; index = _parents[index])
        {
            path = $"/{NameIn(DirectoryAt(_parents[index]), _nodes[index])}{path}";
        }

        return path.Length == 0 ? "/" : path;
    }

    private static string NameIn(DirectoryNode parent, Node node)
    {
        foreach (var entry in parent.Entries)
        {
            if (ReferenceEquals(entry.Node, node))
            {
                return DumpEscape.ToText(entry.Name);
            }
        }

        return "?";
    }

    private void PlaceChildren(int parent)
    {
        foreach (var entry in DirectoryAt(parent).Entries)
        {
            if (!entry.Node.Has(NodeFlags.Linked) || _links.TryPlace(entry, _nodes.Count))
            {
                Place(entry.Node, parent);
            }
        }
    }

    private void Place(Node node, int parent)
    {
        _nodes.Add(node);
        _parents.Add(parent);
        if (node is DeviceNode { IsWhiteout: true } && !node.Has(NodeFlags.RootStub))
        {
            HasWhiteouts = true;
            _parentsOfWhiteouts.Add(parent);
        }
    }
}
