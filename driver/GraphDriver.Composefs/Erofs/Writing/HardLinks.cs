using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>The nodes of a tree that may have several names, and where each of their inodes is.</summary>
internal sealed class HardLinks
{
    private readonly Dictionary<Node, Link> _links = new(ReferenceEqualityComparer.Instance);

    public HardLinks(DirectoryNode root)
    {
        var directories = new Stack<DirectoryNode>([root]);
        while (directories.TryPop(out var directory))
        {
            foreach (var entry in directory.Entries)
            {
                if (entry.Node is DirectoryNode child)
                {
                    directories.Push(child);
                }
                else if (entry.Node.Has(NodeFlags.Linked))
                {
                    Count(entry);
                }
            }
        }
    }

    public int IndexOf(Node node) => _links[node].Index;

    public uint NamesOf(Node node) => _links[node].Names;

    /// <summary>
    /// Whether the inode belongs to this name: the first that the node was given, or, where that is no longer in the tree, the first that is found.
    /// </summary>
    public bool TryPlace(in DirectoryEntry entry, int index)
    {
        var link = _links[entry.Node];
        if (link.Index >= 0 || (entry.IsLink && link.HasFirstName))
        {
            return false;
        }

        link.Index = index;
        return true;
    }

    private void Count(in DirectoryEntry entry)
    {
        if (!_links.TryGetValue(entry.Node, out var link))
        {
            _links[entry.Node] = link = new Link();
        }

        link.Names++;
        link.HasFirstName |= !entry.IsLink;
    }

    private sealed class Link
    {
        public uint Names { get; set; }

        public bool HasFirstName { get; set; }

        public int Index { get; set; } = -1;
    }
}
