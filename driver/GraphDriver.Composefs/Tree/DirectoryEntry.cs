namespace GraphDriver.Composefs.Tree;

/// <summary>One name in a directory.</summary>
public readonly ref struct DirectoryEntry
{
    internal DirectoryEntry(ReadOnlySpan<byte> name, Node node, bool isLink)
    {
        Name = name;
        Node = node;
        IsLink = isLink;
    }

    public ReadOnlySpan<byte> Name { get; }

    public Node Node { get; }

    /// <summary>Whether the node had another name before this one was added: the inode is written where the first name is.</summary>
    public bool IsLink { get; }
}
