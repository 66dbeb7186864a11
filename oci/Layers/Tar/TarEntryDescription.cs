namespace GraphDriver.Oci.Layers.Tar;

/// <summary>What an entry of a new tar is to say. Names and values are bytes, and go into the tar as they are.</summary>
public sealed record TarEntryDescription
{
    public required TarEntryType Type { get; init; }

    /// <summary>The name, of a directory with a slash at its end, as tars have it.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>The target of a hard or symbolic link.</summary>
    public ReadOnlyMemory<byte> LinkName { get; init; }

    /// <summary>Permission, set-id and sticky bits alone (07777).</summary>
    public uint Mode { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>Seconds since 1970, rounded down: negative before.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>0 to 999,999,999, added to <see cref="MtimeSeconds"/>.</summary>
    public uint MtimeNanoseconds { get; init; }

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    /// <summary>How many bytes of content follow; 0 for all but regular files.</summary>
    public long Size { get; init; }

    /// <summary>The extended attributes, in the order in which they are written.</summary>
    public IReadOnlyList<TarXattr> Xattrs { get; init; } = [];
}
