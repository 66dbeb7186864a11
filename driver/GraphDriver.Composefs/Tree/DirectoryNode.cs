namespace GraphDriver.Composefs.Tree;

/// <summary>
/// A directory. Entries may come in any order: adding and finding are O(1), or O(log n) while all came in the order of their bytes;
/// walking sorts once.
/// </summary>
public sealed class DirectoryNode : Node
{
    /// <summary>The longest name, in bytes.</summary>
    public const int MaxNameLength = 255;

    private EntryTable _entries;

    public DirectoryNode()
        : base(FileType.Directory)
    {
    }

    /// <summary>The number of names, without <c>.</c> and <c>..</c>.</summary>
    public int Count => _entries.Count;

    /// <summary>
    /// Whether the directory hides what lower layers have at its place. Not to be confused with a <c>trusted.overlay.opaque</c> among
    /// <see cref="Node.Xattrs"/>, which is only data that a tar carried.
    /// </summary>
    public bool IsOpaque
    {
        get => Has(NodeFlags.Opaque);
        set => Set(NodeFlags.Opaque, value);
    }

    /// <summary>The size that the directory had in the image or dump that it comes from; it means nothing to a writer.</summary>
    public long Size { get; set; }

    /// <summary>The entries in the order of their names' bytes.</summary>
    public DirectoryEntries Entries
    {
        get
        {
            _entries.Sort();
            return new DirectoryEntries(this);
        }
    }

    /// <summary>Whether the bytes can be a name: 1 to 255 of them, neither NUL nor slash among them, and neither <c>.</c> nor <c>..</c>.</summary>
    public static bool IsValidName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxNameLength
        && !name.ContainsAny((byte)0, (byte)'/')
        && !name.SequenceEqual("."u8)
        && !name.SequenceEqual(".."u8);

    /// <summary>The node of that name, or null.</summary>
    public Node? Find(ReadOnlySpan<byte> name) => _entries.Find(name) is >= 0 and var index ? _entries.NodeAt(index) : null;

    /// <summary>Gives the node a name here. A node that already has one elsewhere becomes a hard link.</summary>
    /// <exception cref="ArgumentException">The name is not valid or is there already, or the node is a directory that has a name.</exception>
    public void Add(ReadOnlySpan<byte> name, Node node)
    {
        ThrowUnlessValid(name);
        if (_entries.Find(name) >= 0)
        {
            throw new ArgumentException("the directory already has that name", nameof(name));
        }

        _entries.Append(name, node, TakeName(node));
    }

    /// <summary>Gives the node a name here, in place of the node that had it, which is returned.</summary>
    /// <exception cref="ArgumentException">The name is not valid, or the node is a directory that has a name.</exception>
    public Node? Replace(ReadOnlySpan<byte> name, Node node)
    {
        ThrowUnlessValid(name);
        var index = _entries.Find(name);
        if (index < 0)
        {
            _entries.Append(name, node, TakeName(node));
            return null;
        }

        var former = _entries.NodeAt(index);
        if (!ReferenceEquals(former, node))
        {
            _entries.ReplaceAt(index, node, TakeName(node));
            LoseName(former);
        }

        return former;
    }

    /// <summary>Removes a name; false where there is none. The node lives on under its other names.</summary>
    public bool Remove(ReadOnlySpan<byte> name)
    {
        var index = _entries.Find(name);
        if (index < 0)
        {
            return false;
        }

        LoseName(_entries.NodeAt(index));
        _entries.RemoveAt(index);
        return true;
    }

    /// <summary>Removes all names.</summary>
    public void Clear()
    {
        for (var i = 0; i < Count; i++)
        {
            LoseName(_entries.NodeAt(i));
        }

        _entries = default;
    }

    /// <summary>What <c>st_nlink</c> of a directory says: two, and one for each directory in it.</summary>
    internal uint CountLinks()
    {
        var count = 2u;
        for (var i = 0; i < Count; i++)
        {
            count += _entries.NodeAt(i) is DirectoryNode ? 1u : 0;
        }

        return count;
    }

    /// <summary>The entry at a position; positions follow the names' bytes once <see cref="Entries"/> was asked for.</summary>
    internal DirectoryEntry EntryAt(int index) => new(_entries.NameAt(index), _entries.NodeAt(index), _entries.IsLinkAt(index));

    /// <summary>Makes this empty directory list what another one does, without giving the nodes more names.</summary>
    internal void CopyEntries(DirectoryNode source)
    {
        foreach (var entry in source.Entries)
        {
            _entries.Append(entry.Name, entry.Node, entry.IsLink);
        }
    }

    /// <summary>
    /// Takes over a name from a directory that is given up, in place of what has that name here. The node keeps what it is, a first name or a link.
    /// </summary>
    internal void Adopt(in DirectoryEntry entry)
    {
        Remove(entry.Name);
        _entries.Append(entry.Name, entry.Node, entry.IsLink);
    }

    private static bool TakeName(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!node.Has(NodeFlags.Named))
        {
            node.Set(NodeFlags.Named);
            return false;
        }

        if (node is DirectoryNode)
        {
            throw new ArgumentException("a directory can have one name only", nameof(node));
        }

        node.Set(NodeFlags.Linked);
        return true;
    }

    // Other nodes stay marked: whether they have names left is only known by walking the tree, which the writer does.
    private static void LoseName(Node node)
    {
        if (node is DirectoryNode)
        {
            node.Set(NodeFlags.Named, false);
        }
    }

    private static void ThrowUnlessValid(ReadOnlySpan<byte> name)
    {
        if (!IsValidName(name))
        {
            throw new ArgumentException("not a file name: 1 to 255 bytes without NUL and slash, neither . nor ..", nameof(name));
        }
    }
}
