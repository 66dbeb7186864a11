namespace GraphDriver.Composefs.Tree;

/// <summary>
/// The files of a layer or an image: metadata alone, as one entry of a tar or a line of a dump has it. Made for half a million entries
/// at about 200 bytes each; not safe for use by several threads.
/// </summary>
public sealed class FileTree
{
    public FileTree()
        : this(new DirectoryNode { Mode = 0x1ED })
    {
    }

    /// <exception cref="ArgumentException">The directory is already part of a tree.</exception>
    public FileTree(DirectoryNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (root.Has(NodeFlags.Named))
        {
            throw new ArgumentException("the directory is already in a tree", nameof(root));
        }

        root.Set(NodeFlags.Named);
        Root = root;
    }

    public DirectoryNode Root { get; }

    /// <summary>
    /// The node at a path of names split by slashes, or null. Symbolic links are not followed, <c>.</c> and <c>..</c> are no names here;
    /// the root is the empty path or <c>/</c>.
    /// </summary>
    public Node? Find(ReadOnlySpan<byte> path)
    {
        Node? node = Root;
        foreach (var part in path.Split((byte)'/'))
        {
            if (path[part] is { IsEmpty: false } name)
            {
                node = (node as DirectoryNode)?.Find(name);
            }
        }

        return node;
    }
}
