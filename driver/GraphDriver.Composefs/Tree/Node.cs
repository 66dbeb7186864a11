namespace GraphDriver.Composefs.Tree;

/// <summary>
/// A file of any type in a <see cref="FileTree"/>: its metadata without a name. Names are the directories' part; a hard link is the
/// same node under a second name.
/// </summary>
public abstract class Node
{
    private const uint TypeMask = 0xF000;
    private const uint MaxMode = 0xFFFF;

    private Xattr[]? _xattrs;
    private uint _mode;
    private uint _linkCount;
    private NodeFlags _flags;

    private protected Node(FileType type) => _mode = (uint)type;

    public FileType Type => (FileType)(_mode & TypeMask);

    /// <summary>
    /// <c>st_mode</c>: the type and the twelve permission bits. A value without type bits sets the permissions alone.
    /// </summary>
    /// <exception cref="ArgumentException">The value names another type than the node's, or has bits above the sixteenth.</exception>
    public uint Mode
    {
        get => _mode;
        set
        {
            if (value > MaxMode || ((value & TypeMask) != 0 && (value & TypeMask) != (uint)Type))
            {
                throw new ArgumentException($"mode 0{Convert.ToString(value, 8)} does not fit a {Type}", nameof(value));
            }

            _mode = (uint)Type | (value & ~TypeMask);
        }
    }

    public uint Uid { get; set; }

    public uint Gid { get; set; }

    /// <summary>Seconds since 1970, negative before.</summary>
    public long MtimeSeconds { get; set; }

    /// <summary>Nanoseconds after <see cref="MtimeSeconds"/>.</summary>
    public uint MtimeNanoseconds { get; set; }

    /// <summary>
    /// <c>st_nlink</c> where it was given from outside (a dump, an image); null, as for a new node, lets the writer count the names.
    /// A directory's is always computed.
    /// </summary>
    public uint? LinkCount
    {
        get => Has(NodeFlags.HasLinkCount) ? _linkCount : null;
        set
        {
            _linkCount = value.GetValueOrDefault();
            Set(NodeFlags.HasLinkCount, value is not null);
        }
    }

    /// <summary>The extended attributes, in the order in which they were set; names are unique.</summary>
    public ReadOnlySpan<Xattr> Xattrs => _xattrs;

    /// <summary>The value of an extended attribute, or null where the node has none of that name.</summary>
    public byte[]? GetXattr(ReadOnlySpan<byte> name) => IndexOf(name) is >= 0 and var index ? _xattrs![index].Value : null;

    /// <summary>Sets an extended attribute, in place of one of the same name.</summary>
    public void SetXattr(byte[] name, byte[] value)
    {
        var xattr = new Xattr(name, value);
        var index = IndexOf(name);
        if (index < 0)
        {
            index = Xattrs.Length;
            Array.Resize(ref _xattrs, index + 1);
        }

        _xattrs![index] = xattr;
    }

    /// <summary>Takes over a whole list of attributes; the caller vouches that no name is there twice and does not change the array again.</summary>
    public void SetXattrs(Xattr[] xattrs)
    {
        ArgumentNullException.ThrowIfNull(xattrs);
        _xattrs = xattrs.Length == 0 ? null : xattrs;
    }

    /// <summary>Removes an extended attribute; false where there is none of that name.</summary>
    public bool RemoveXattr(ReadOnlySpan<byte> name)
    {
        var index = IndexOf(name);
        if (index < 0)
        {
            return false;
        }

        SetXattrs([.. _xattrs.AsSpan(0, index), .. _xattrs.AsSpan(index + 1)]);
        return true;
    }

    internal bool Has(NodeFlags flag) => (_flags & flag) != 0;

    internal void Set(NodeFlags flag, bool value = true) => _flags = value ? _flags | flag : _flags & ~flag;

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Xattrs.Length; i++)
        {
            if (name.SequenceEqual(_xattrs![i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
