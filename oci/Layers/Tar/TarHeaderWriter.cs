namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// Writes the headers of entries: a ustar block, and before it a PAX extended header for what ustar cannot hold, which are long names,
/// big numbers, times before 1970 or with a fraction, and extended attributes. The same entry gives the same bytes.
/// </summary>
internal sealed class TarHeaderWriter
{
    private const int BlockSize = TarHeader.Size;
    private const int IdField = 8;
    private const int SizeField = 12;
    private const uint ExtensionMode = 0x1A4; // 0644

    private static ReadOnlySpan<byte> XattrKey => "SCHILY.xattr."u8;

    private readonly PaxPayload _pax = new();
    private readonly ByteField _headers = new();
    private readonly ByteField _key = new();

    /// <summary>The entry's headers: whole blocks, valid until the next call.</summary>
    /// <exception cref="InvalidDataException">A name, value or number is one that no tar can hold.</exception>
    public ReadOnlyMemory<byte> Write(TarEntryDescription entry)
    {
        Check(entry);
        int prefix = PrefixLength(entry.Name.Span);
        CollectRecords(entry, prefix);
        _headers.Clear();
        if (!_pax.IsEmpty)
        {
            WriteExtension();
        }

        WriteEntry(entry, prefix);
        return _headers.Memory;
    }

    private void CollectRecords(TarEntryDescription entry, int prefix)
    {
        _pax.Clear();
        var path = prefix < 0 ? entry.Name.Span : default;
        var linkPath = entry.LinkName.Length > TarHeaderBlock.MaxName ? entry.LinkName.Span : default;
        _pax.AddNames(path, linkPath);
        AddNumber("size"u8, entry.Size, SizeField);
        AddNumber("uid"u8, entry.Uid, IdField);
        AddNumber("gid"u8, entry.Gid, IdField);
        if (entry.MtimeNanoseconds > 0 || !TarHeaderBlock.FitsOctal(entry.MtimeSeconds, SizeField))
        {
            _pax.AddTime("mtime"u8, entry.MtimeSeconds, entry.MtimeNanoseconds);
        }

        foreach (var xattr in entry.Xattrs)
        {
            _key.Set(XattrKey);
            _key.Append(xattr.Name);
            _pax.Add(_key.Span, xattr.Value);
        }
    }

    private void AddNumber(ReadOnlySpan<byte> key, long value, int field)
    {
        if (!TarHeaderBlock.FitsOctal(value, field))
        {
            _pax.Add(key, value);
        }
    }

    private void WriteExtension()
    {
        var block = new TarHeaderBlock(AppendBlock());
        block.SetName("PaxHeaders/entry"u8);
        block.SetType(TarTypeFlag.PaxHeader);
        block.SetMode(ExtensionMode);
        block.SetOwner(0, 0);
        block.SetSize(_pax.Records.Length);
        block.SetMtime(0);
        block.Seal();
        _headers.Append(_pax.Records);
        Span<byte> padding = stackalloc byte[TarReader.PaddingOf(_pax.Records.Length)];
        padding.Clear();
        _headers.Append(padding);
    }

    private void WriteEntry(TarEntryDescription entry, int prefix)
    {
        var block = new TarHeaderBlock(AppendBlock());
        var name = entry.Name.Span;
        if (prefix > 0)
        {
            block.SetPrefix(name[..prefix]);
            name = name[(prefix + 1)..];
        }

        block.SetName(name[..Math.Min(name.Length, TarHeaderBlock.MaxName)]);
        block.SetLinkName(entry.LinkName.Span[..Math.Min(entry.LinkName.Length, TarHeaderBlock.MaxName)]);
        block.SetType(TarTypeFlag.Of(entry.Type));
        block.SetMode(entry.Mode);
        block.SetOwner(entry.Uid, entry.Gid);
        block.SetSize(entry.Size);
        block.SetMtime(entry.MtimeSeconds);
        block.SetDevice(entry.DeviceMajor, entry.DeviceMinor);
        block.Seal();
    }

    private Span<byte> AppendBlock()
    {
        Span<byte> zeros = stackalloc byte[BlockSize];
        zeros.Clear();
        _headers.Append(zeros);
        return _headers.Last(BlockSize);
    }

    /// <summary>How much of a name goes into the prefix of the block; 0 where it needs none, -1 where it fits no block.</summary>
    private static int PrefixLength(ReadOnlySpan<byte> name)
    {
        if (name.Length <= TarHeaderBlock.MaxName)
        {
            return 0;
        }

        // Parts are joined by a slash that stands in neither; an empty name would be taken for none.
        int prefix = name[..Math.Min(name.Length - 1, TarHeaderBlock.MaxPrefix + 1)].LastIndexOf((byte)'/');
        return prefix > 0 && name.Length - prefix - 1 <= TarHeaderBlock.MaxName ? prefix : -1;
    }

    private static void Check(TarEntryDescription entry)
    {
        Require(!entry.Name.IsEmpty, entry, "has no name");
        Require(!entry.Name.Span.Contains((byte)0) && !entry.LinkName.Span.Contains((byte)0), entry, "has a NUL byte in a name");
        Require(entry.Size >= 0 && (entry.Size == 0 || entry.Type == TarEntryType.RegularFile), entry, $"cannot have {entry.Size} bytes");
        Require(
            TarHeaderBlock.FitsOctal(entry.DeviceMajor, IdField) && TarHeaderBlock.FitsOctal(entry.DeviceMinor, IdField),
            entry,
            $"is a device {entry.DeviceMajor}:{entry.DeviceMinor}, more than a tar can hold");
        foreach (var xattr in entry.Xattrs)
        {
            // The key of a record ends at the first equals sign.
            Require(!xattr.Name.AsSpan().ContainsAny((byte)0, (byte)'='), entry, $"has an attribute {ByteText.Quote(xattr.Name)}, which no tar can hold");
        }
    }

    private static void Require(bool condition, TarEntryDescription entry, string complaint)
    {
        if (!condition)
        {
            throw new InvalidDataException($"tar entry {ByteText.Quote(entry.Name.Span)} {complaint}");
        }
    }
}
