namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// One entry of a tar stream, with all extension headers applied. Its names and values are bytes as they stand in the tar:
/// nothing is cleaned or decoded. It is valid until the next entry is read; the arrays in <see cref="Xattrs"/> and the
/// list <see cref="SparseMap"/> are the caller's to keep.
/// </summary>
public sealed class TarEntry
{
    private readonly ByteField _name = new();
    private readonly ByteField _linkName = new();
    private readonly List<TarXattr> _xattrs = [];

    internal TarEntry()
    {
    }

    public TarEntryType Type { get; internal set; }

    public ReadOnlyMemory<byte> Name => _name.Memory;

    /// <summary>The target of a hard or symbolic link.</summary>
    public ReadOnlyMemory<byte> LinkName => _linkName.Memory;

    /// <summary>Permission, set-id and sticky bits alone (07777).</summary>
    public uint Mode { get; internal set; }

    /// <summary>All bits of the mode that the header has: some tools repeat the type in those above 07777.</summary>
    public long HeaderMode { get; internal set; }

    /// <summary>At most 2³²−2.</summary>
    public uint Uid { get; internal set; }

    /// <summary>At most 2³²−2.</summary>
    public uint Gid { get; internal set; }

    /// <summary>Seconds since 1970, rounded down: negative before.</summary>
    public long MtimeSeconds { get; internal set; }

    /// <summary>0 to 999,999,999, added to <see cref="MtimeSeconds"/>.</summary>
    public uint MtimeNanoseconds { get; internal set; }

    /// <summary>When it was last read, where a PAX record says so.</summary>
    public TarTime? AccessTime { get; internal set; }

    /// <summary>When its metadata last changed, where a PAX record says so.</summary>
    public TarTime? ChangeTime { get; internal set; }

    public uint DeviceMajor { get; internal set; }

    public uint DeviceMinor { get; internal set; }

    /// <summary>Size of the content in bytes, of a sparse file with its holes; 0 for all but regular files.</summary>
    public long Size { get; internal set; }

    /// <summary>How many bytes <see cref="TarReader.ReadPayload"/> gives: <see cref="Size"/> but for a sparse file.</summary>
    public long StoredSize { get; internal set; }

    public IReadOnlyList<TarXattr> Xattrs => _xattrs;

    /// <summary>The stored segments of a sparse file in ascending order, null where the file is not sparse.</summary>
    public IReadOnlyList<SparseSegment>? SparseMap { get; internal set; }

    /// <summary>
    /// What the headers say that has no effect on a layer and no place here, to be read after the entry's name; null where there is no
    /// such thing. A description of the entry made from this type alone would not be what other readers of the tar make of it.
    /// </summary>
    public string? Peculiarity { get; internal set; }

    internal ByteField NameField => _name;

    internal ByteField LinkNameField => _linkName;

    internal List<TarXattr> XattrList => _xattrs;
}
