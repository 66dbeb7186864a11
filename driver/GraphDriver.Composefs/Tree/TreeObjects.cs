namespace GraphDriver.Composefs.Tree;

/// <summary>The objects that the files of a tree point to.</summary>
public static class TreeObjects
{
    /// <summary>The redirects of all files that are not empty, each once, in the order of their bytes.</summary>
    public static IReadOnlyList<byte[]> Find(FileTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var found = new HashSet<byte[]>(ByteStringComparer.Instance);
        var directories = new Stack<DirectoryNode>([tree.Root]);
        while (directories.TryPop(out var directory))
        {
            foreach (var entry in directory.Entries)
            {
                if (entry.Node is DirectoryNode child)
                {
                    directories.Push(child);
                }
                else if (entry.Node is RegularFileNode { Size: > 0, Redirect: { } redirect })
                {
                    found.Add(redirect);
                }
            }
        }

        var objects = found.ToList();
        objects.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return objects;
    }

    /// <summary>A redirect as dumps and lists have it: relative to the data directory.</summary>
    public static ReadOnlySpan<byte> Relative(ReadOnlySpan<byte> redirect) => redirect is [(byte)'/', _, ..] ? redirect[1..] : redirect;
}
