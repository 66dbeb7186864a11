using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Comparison;

/// <summary>Compares two trees name by name and field by field.</summary>
public static class TreeComparer
{
    /// <summary>All differences, in the order of a walk; of what one tree alone has, the topmost name is given.</summary>
    public static IEnumerable<Difference> Compare(FileTree first, FileTree second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var links = new LinkComparer();
        var directories = new Stack<(byte[] Path, DirectoryNode First, DirectoryNode Second)>([([], first.Root, second.Root)]);
        foreach (var difference in NodeComparer.Compare("/", first.Root, second.Root))
        {
            yield return difference;
        }

        while (directories.TryPop(out var pair))
        {
            var children = new List<(byte[], DirectoryNode, DirectoryNode)>();
            foreach (var (name, a, b) in Names(pair.First, pair.Second))
            {
                byte[] path = [.. pair.Path, (byte)'/', .. name];
                foreach (var difference in Compare(DumpEscape.ToText(path), a, b, links))
                {
                    yield return difference;
                }

                if (a is DirectoryNode x && b is DirectoryNode y)
                {
                    children.Add((path, x, y));
                }
            }

            children.Reverse();
            children.ForEach(directories.Push);
        }
    }

    private static IEnumerable<Difference> Compare(string path, Node? a, Node? b, LinkComparer links)
    {
        if (a is null || b is null)
        {
            return [new Difference(path, "file", a?.Type.ToString() ?? Difference.Absent, b?.Type.ToString() ?? Difference.Absent)];
        }

        var differences = NodeComparer.Compare(path, a, b);
        return links.Compare(path, a, b) is { } link ? differences.Append(link) : differences;
    }

    private static List<(byte[] Name, Node? First, Node? Second)> Names(DirectoryNode first, DirectoryNode second)
    {
        var names = new List<(byte[], Node?, Node?)>();
        var (i, j) = (0, 0);
        _ = (first.Entries, second.Entries);
        while (i < first.Count || j < second.Count)
        {
            var order = i == first.Count ? 1 : j == second.Count ? -1 : first.EntryAt(i).Name.SequenceCompareTo(second.EntryAt(j).Name);
            var name = (order <= 0 ? first.EntryAt(i).Name : second.EntryAt(j).Name).ToArray();
            names.Add((name, order <= 0 ? first.EntryAt(i++).Node : null, order >= 0 ? second.EntryAt(j++).Node : null));
        }

        return names;
    }
}
