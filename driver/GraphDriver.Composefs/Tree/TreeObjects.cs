namespace GraphDriver.Composefs.Tree;

/// <summary>The objects that the files of a tree point to.</summary>
public static class TreeObjects
{
    /// <summary>The redirects of all files that are not empty, each once, in the order of their bytes.</summary>
    public static IReadOnlyList<byte[]> Find(FileTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var found = new HashSet<byte[]>(ByteStringComparer.Instance);
        foreach (var file in FilesOf(tree.Root))
        {
            if (file.Redirect is { } redirect)
            {
                found.Add(redirect);
            }
        }

        var objects = found.ToList();
        objects.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return objects;
    }

    /// <summary>All regular files with content that are, or lie below, a node: a file once a name, in no order. The tree must not change meanwhile.</summary>
    public static IEnumerable<RegularFileNode> FilesOf(Node root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var nodes = new Stack<Node>([root]);
        while (nodes.TryPop(out var node))
        {
            if (node is RegularFileNode { Size: > 0 } file)
            {
                yield return file;
            }
            else if (node is DirectoryNode directory)
            {
                foreach (var entry in directory.Entries)
                {
                    nodes.Push(entry.Node);
                }
            }
        }
    }

    /// <summary>A redirect as dumps and lists have it: relative to the data directory.</summary>
    public static ReadOnlySpan<byte> Relative(ReadOnlySpan<byte> redirect) => redirect is [(byte)'/', _, ..] ? redirect[1..] : redirect;
}
