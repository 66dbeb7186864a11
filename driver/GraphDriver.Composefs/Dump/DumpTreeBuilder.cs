using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Puts the lines of a dump together to a tree.</summary>
internal sealed class DumpTreeBuilder(DumpOptions options)
{
    private readonly DumpNodeParser _nodes = new(options);
    private readonly DumpUnescape _unescape = new();
    private readonly List<HardLinkPlaceholder> _links = [];
    private FileTree? _tree;
    private byte[] _parentPath = [];
    private DirectoryNode? _parent;

    public void Add(in DumpLine line, long number)
    {
        var path = _unescape.Unescape(line[DumpField.Path], DumpFormatException.NameOf(DumpField.Path));
        if (path.IsEmpty || path[0] != '/' || path.Contains((byte)0))
        {
            throw new DumpFormatException(DumpField.Path, "a path starts with a slash and has no NUL");
        }

        if (path.Length == 1)
        {
            AddRoot(line);
            return;
        }

        var slash = path.LastIndexOf((byte)'/');
        var parent = ParentAt(path[..slash]);
        var name = path[(slash + 1)..];
        if (!DirectoryNode.IsValidName(name))
        {
            throw new DumpFormatException(DumpField.Path, $"'{DumpEscape.ToText(name)}' is no name: 1 to 255 bytes, neither . nor ..");
        }

        if (parent.Find(name) is not null)
        {
            throw new DumpFormatException(DumpField.Path, $"{DumpEscape.ToText(path)} was there before");
        }

        parent.Add(name, line[DumpField.Mode].StartsWith("@"u8) ? CreateLink(line, number, parent, name) : _nodes.Parse(line));
    }

    /// <summary>The tree, with hard links in their places.</summary>
    public FileTree Finish()
    {
        var tree = _tree ?? throw new InvalidDataException("dump: there is no line for /");
        foreach (var link in _links)
        {
            Resolve(tree, link);
        }

        foreach (var link in _links)
        {
            link.Parent.Replace(link.Name, link.Target!);
        }

        return tree;
    }

    private void AddRoot(in DumpLine line)
    {
        if (_tree is not null)
        {
            throw new DumpFormatException(DumpField.Path, "/ was there before");
        }

        _tree = !line[DumpField.Mode].StartsWith("@"u8) && _nodes.Parse(line) is DirectoryNode root
            ? new FileTree(root)
            : throw new DumpFormatException(DumpField.Mode, "/ has to be a directory");
    }

    private DirectoryNode ParentAt(ReadOnlySpan<byte> path)
    {
        if (_tree is null)
        {
            throw new DumpFormatException(DumpField.Path, "/ has to come first");
        }

        // The files of a directory mostly follow one another.
        if (_parent is null || !path.SequenceEqual(_parentPath))
        {
            _parent = _tree.Find(path) as DirectoryNode
                ?? throw new DumpFormatException(DumpField.Path, $"{DumpEscape.ToText(path)} is not a directory that came before");
            _parentPath = path.ToArray();
        }

        return _parent;
    }

    // Stands for the link until all lines are read: its target may come later.
    private HardLinkPlaceholder CreateLink(in DumpLine line, long number, DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        var (type, _) = DumpNodeParser.ParseMode(line[DumpField.Mode][1..]);
        if (type == FileType.Directory)
        {
            throw new DumpFormatException(DumpField.Mode, "a directory cannot be a hard link");
        }

        if (line.IsAbsent(DumpField.Payload))
        {
            throw new DumpFormatException(DumpField.Payload, "a hard link needs a target");
        }

        var link = new HardLinkPlaceholder(number, parent, name.ToArray(), _nodes.Payload(line).ToArray());
        _links.Add(link);
        return link;
    }

    // Follows links that lead to links, and resolves all that it meets.
    private static void Resolve(FileTree tree, HardLinkPlaceholder link)
    {
        var chain = new List<HardLinkPlaceholder>();
        Node node = link;
        while (node is HardLinkPlaceholder { Target: null } next)
        {
            if (next.IsFollowed)
            {
                throw Problem(next, "the hard links lead in a circle");
            }

            next.IsFollowed = true;
            chain.Add(next);
            node = tree.Find(next.TargetPath) ?? throw Problem(next, "the hard link's target is not there");
        }

        var target = (node as HardLinkPlaceholder)?.Target ?? node;
        if (target is DirectoryNode)
        {
            throw Problem(link, "the hard link's target is a directory");
        }

        chain.ForEach(resolved => resolved.Target = target);
    }

    private static InvalidDataException Problem(HardLinkPlaceholder link, string problem) =>
        new($"dump line {link.Line}: PAYLOAD: {DumpEscape.ToText(link.TargetPath)}: {problem}");
}
