using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Comparison;

/// <summary>Compares which names are the same file in either tree.</summary>
internal sealed class LinkComparer
{
    private readonly Dictionary<Node, string> _first = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, string> _second = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes the next name; null where both trees say the same of it.</summary>
    public Difference? Compare(string path, Node a, Node b)
    {
        if (!a.Has(NodeFlags.Linked) && !b.Has(NodeFlags.Linked))
        {
            return null;
        }

        var first = Earlier(_first, a, path);
        var second = Earlier(_second, b, path);
        return first == second ? null : new Difference(path, "hard link to", first, second);
    }

    private static string Earlier(Dictionary<Node, string> seen, Node node, string path) =>
        node.Has(NodeFlags.Linked) && !seen.TryAdd(node, path) ? seen[node] : Difference.Absent;
}
