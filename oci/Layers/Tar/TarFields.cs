namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The numbers of a header, first as its block has them, then with the PAX records applied.</summary>
internal struct TarFields
{
    private const uint PermissionMask = 0xFFF;

    // 2³²−1 means "no change" to chown(2).
    private const long MaxId = uint.MaxValue - 1L;

    private long _mode;
    private long _uid;
    private long _gid;
    private long _mtime;
    private uint _mtimeNanoseconds;
    private TarTime? _atime;
    private TarTime? _ctime;
    private long _deviceMajor;
    private long _deviceMinor;

    /// <summary>What was found from the type flag; null until then or where it is unknown.</summary>
    public TarEntryType? Type { get; set; }

    /// <summary>As it is recorded; may be negative in a bad header.</summary>
    public long Size { get; private set; }

    /// <summary>Reads a header block, and its name with the prefix into <paramref name="name"/>.</summary>
    public static TarFields Parse(TarHeader header, ByteField name, out string? problem)
    {
        var fields = new TarFields();
        TarFormat format = header.Format;
        bool valid = fields.TryParseNumbers(header, format);
        problem = valid ? null : "a malformed number";
        ReadOnlySpan<byte> prefix = Prefix(header, format);
        name.Set(prefix);
        if (!prefix.IsEmpty)
        {
            name.Append("/"u8);
        }

        name.Append(header.Name);
        return fields;
    }

    /// <summary>Replaces what the records of <paramref name="pax"/> name; false where one is malformed.</summary>
    public bool TryApply(PaxHeader pax, out string? problem)
    {
        problem = "a malformed number in its PAX header";
        if (!TryApply(pax, pax.Size, out long size, Size)
            || !TryApply(pax, pax.Uid, out _uid, _uid)
            || !TryApply(pax, pax.Gid, out _gid, _gid))
        {
            return false;
        }

        Size = size;
        if (!pax.Mtime.IsEmpty && !PaxNumber.TryParseTime(pax[pax.Mtime], out _mtime, out _mtimeNanoseconds))
        {
            problem = "a malformed time in its PAX header";
            return false;
        }

        _atime = OptionalTime(pax, pax.Atime);
        _ctime = OptionalTime(pax, pax.Ctime);
        problem = null;
        return true;
    }

    /// <summary>Fills <paramref name="entry"/>; what is out of range, or null.</summary>
    public readonly string? CopyTo(TarEntry entry)
    {
        if (_uid is < 0 or > MaxId)
        {
            return $"its user id {_uid} is out of range";
        }

        if (_gid is < 0 or > MaxId)
        {
            return $"its group id {_gid} is out of range";
        }

        entry.Type = Type ?? throw new InvalidOperationException("The type has not been found yet.");
        bool isFile = Type == TarEntryType.RegularFile;
        bool isDevice = Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;
        if (isFile && Size < 0)
        {
            return $"its size {Size} is negative";
        }

        if (isDevice && (_deviceMajor is < 0 or > uint.MaxValue || _deviceMinor is < 0 or > uint.MaxValue))
        {
            return $"its device number {_deviceMajor}:{_deviceMinor} is out of range";
        }

        entry.Mode = (uint)_mode & PermissionMask;
        entry.HeaderMode = _mode;
        entry.Uid = (uint)_uid;
        entry.Gid = (uint)_gid;
        entry.MtimeSeconds = _mtime;
        entry.MtimeNanoseconds = _mtimeNanoseconds;
        entry.AccessTime = _atime;
        entry.ChangeTime = _ctime;
        entry.DeviceMajor = isDevice ? (uint)_deviceMajor : 0;
        entry.DeviceMinor = isDevice ? (uint)_deviceMinor : 0;
        entry.Size = entry.StoredSize = isFile ? Size : 0;
        return null;
    }

    /// <summary>What <see cref="CopyTo"/> leaves out, as <see cref="TarEntry.Peculiarity"/> has it; null where it leaves nothing out.</summary>
    public readonly string? Peculiarity(TarHeader header, PaxHeader pax)
    {
        bool isDevice = Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;
        return Size != 0 && Type != TarEntryType.RegularFile ? "has a size, and by its type no content"
            : !isDevice && (_deviceMajor != 0 || _deviceMinor != 0) ? "has a device number, and is no device"
            : pax.HasLibarchiveXattr ? "has extended attributes in records of libarchive"
            : !pax.Atime.IsEmpty && _atime is null || !pax.Ctime.IsEmpty && _ctime is null ? "has a malformed time"
            : header.HasOldTimes ? "has times of its last reading and change in its header block"
            : header.TypeFlag == TarTypeFlag.Contiguous ? "is a contiguous file"
            : null;
    }

    // These times have no effect on a layer: they are no reason to refuse one.
    private static TarTime? OptionalTime(PaxHeader pax, PaxField field) =>
        !field.IsEmpty && PaxNumber.TryParseTime(pax[field], out long seconds, out uint nanoseconds) ? new TarTime(seconds, nanoseconds) : null;

    private static bool TryApply(PaxHeader pax, PaxField field, out long value, long otherwise)
    {
        value = otherwise;
        return field.IsEmpty || PaxNumber.TryParse(pax[field], out value);
    }

    private static ReadOnlySpan<byte> Prefix(TarHeader header, TarFormat format) => format switch
    {
        TarFormat.Ustar => header.UstarPrefix,
        TarFormat.Star => header.StarPrefix,
        TarFormat.Gnu => MisplacedPrefix(header),
        _ => default,
    };

    // Go before 1.8 wrote a ustar prefix over the times of GNU headers; its readers since then tell by the times being none.
    private static ReadOnlySpan<byte> MisplacedPrefix(TarHeader header)
    {
        bool timesAreValid = (header.GnuAtime[0] == 0 || TarNumber.TryParse(header.GnuAtime, out _))
            && (header.GnuCtime[0] == 0 || TarNumber.TryParse(header.GnuCtime, out _));
        ReadOnlySpan<byte> prefix = timesAreValid ? default : header.UstarPrefix;
        return prefix.ContainsAnyExceptInRange((byte)1, (byte)0x7F) ? default : prefix;
    }

    private bool TryParseNumbers(TarHeader header, TarFormat format)
    {
        bool valid = TarNumber.TryParse(header.EntrySize, out long size)
            & TarNumber.TryParse(header.Mode, out _mode)
            & TarNumber.TryParse(header.Uid, out _uid)
            & TarNumber.TryParse(header.Gid, out _gid)
            & TarNumber.TryParse(header.Mtime, out _mtime);
        Size = size;
        return valid && (format == TarFormat.V7
            || (TarNumber.TryParse(header.DeviceMajor, out _deviceMajor) & TarNumber.TryParse(header.DeviceMinor, out _deviceMinor)));
    }
}
