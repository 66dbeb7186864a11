using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>The path, for each file with several names, that its line is given at.</summary>
internal sealed class HardLinkPaths
{
    /// <summary>Says of every file that it has one name.</summary>
    public static readonly HardLinkPaths None = new();

    private readonly Dictionary<Node, (byte[] Path, uint Names)> _paths = new(ReferenceEqualityComparer.Instance);

    public static HardLinkPaths Find(FileTree tree, HardLinkOrder order)
    {
        var links = new HardLinkPaths();
        foreach (var file in TreeWalk.DepthFirst(tree))
        {
            if (file.Node.Has(NodeFlags.Linked))
            {
                links.Add(file, isFirst: order == HardLinkOrder.AsWritten && !file.IsLink);
            }
        }

        return links;
    }

    /// <summary>The path that a name is a link to, or null where it is the file itself.</summary>
    public byte[]? TargetOf(ReadOnlyMemory<byte> path, Node node) =>
        node.Has(NodeFlags.Linked) && _paths[node].Path is var target && !path.Span.SequenceEqual(target) ? target : null;

    /// <summary>The number of names that a file has.</summary>
    public uint NamesOf(Node node) => node.Has(NodeFlags.Linked) ? _paths[node].Names : 1;

    private void Add(TreeWalk.File file, bool isFirst)
    {
        var isKnown = _paths.TryGetValue(file.Node, out var known);
        _paths[file.Node] = (isFirst || !isKnown ? file.Path.ToArray() : known.Path, known.Names + 1);
    }
}
