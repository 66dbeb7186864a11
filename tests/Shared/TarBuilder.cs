using System.Globalization;
using System.Text;

namespace GraphDriver.Testing;

/// <summary>
/// Writes tar streams byte by byte, the odd and the broken ones included, without any library's opinion of what a tar may hold.
/// What does not fit a ustar header goes into a PAX header before it by itself.
/// </summary>
public sealed class TarBuilder
{
    private const int BlockSize = 512;
    private readonly List<byte> _bytes = [];

    /// <summary>What an entry has beside its name and content.</summary>
    public sealed record Attributes
    {
        public long Mode { get; init; } = 0x1A4;

        public long Uid { get; init; }

        public long Gid { get; init; }

        /// <summary>Seconds and fraction as a PAX header spells them ("-1.5"); a whole number up to 2³³−1 needs no PAX header.</summary>
        public string Mtime { get; init; } = "0";

        public IReadOnlyList<(string Name, byte[] Value)> Xattrs { get; init; } = [];

        public long DeviceMajor { get; init; }

        public long DeviceMinor { get; init; }

        /// <summary>"ustar\0" + "00" is POSIX, "ustar  \0" is GNU, eight NULs are V7.</summary>
        public string Magic { get; init; } = "ustar\000";

        public string UserName { get; init; } = "";

        /// <summary>Changes the header block before its checksum is computed.</summary>
        public Action<byte[]>? Edit { get; init; }
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public TarBuilder File(string name, ReadOnlySpan<byte> content, Attributes? attributes = null) =>
        File(Bytes(name), content, attributes);

    public TarBuilder File(string name, string content, Attributes? attributes = null) =>
        File(Bytes(name), Bytes(content), attributes);

    public TarBuilder File(byte[] name, ReadOnlySpan<byte> content, Attributes? attributes = null) =>
        Entry('0', name, [], content.Length, attributes ?? new()).Raw(content).Pad();

    public TarBuilder Directory(string name, Attributes? attributes = null) =>
        Entry('5', Bytes(name), [], 0, attributes ?? new() { Mode = 0x1ED });

    public TarBuilder Symlink(string name, string target, Attributes? attributes = null) =>
        Entry('2', Bytes(name), Bytes(target), 0, attributes ?? new() { Mode = 0x1FF });

    public TarBuilder HardLink(string name, string target, Attributes? attributes = null) =>
        Entry('1', Bytes(name), Bytes(target), 0, attributes ?? new());

    public TarBuilder CharacterDevice(string name, long major, long minor, Attributes? attributes = null) =>
        Entry('3', Bytes(name), [], 0, (attributes ?? new()) with { DeviceMajor = major, DeviceMinor = minor });

    public TarBuilder BlockDevice(string name, long major, long minor, Attributes? attributes = null) =>
        Entry('4', Bytes(name), [], 0, (attributes ?? new()) with { DeviceMajor = major, DeviceMinor = minor });

    public TarBuilder Fifo(string name, Attributes? attributes = null) => Entry('6', Bytes(name), [], 0, attributes ?? new());

    /// <summary>The headers of an entry of any type; its payload has to follow by <see cref="Raw"/> and <see cref="Pad"/>.</summary>
    public TarBuilder Entry(char type, byte[] name, byte[] linkName, long size, Attributes attributes)
    {
        (string Key, byte[] Value)[] records = [.. PaxRecords(name, linkName, size, attributes)];
        return records.Length == 0
            ? Header(type, name, linkName, size, attributes)
            : Pax(records).Header(type, name, linkName, size, attributes);
    }

    /// <summary>A header block alone; what does not fit it is cut.</summary>
    public TarBuilder Header(char type, byte[] name, byte[] linkName, long size, Attributes attributes)
    {
        byte[] block = new byte[BlockSize];
        Put(block, 0, 100, name);
        PutOctal(block, 100, 8, attributes.Mode);
        PutOctal(block, 108, 8, attributes.Uid);
        PutOctal(block, 116, 8, attributes.Gid);
        PutOctal(block, 124, 12, size);
        PutOctal(block, 136, 12, long.TryParse(attributes.Mtime, CultureInfo.InvariantCulture, out long mtime) ? mtime : 0);
        block[156] = (byte)type;
        Put(block, 157, 100, linkName);
        Put(block, 257, 8, Bytes(attributes.Magic));
        Put(block, 265, 32, Bytes(attributes.UserName));
        if (type is '3' or '4')
        {
            PutOctal(block, 329, 8, attributes.DeviceMajor);
            PutOctal(block, 337, 8, attributes.DeviceMinor);
        }

        attributes.Edit?.Invoke(block);
        PutChecksum(block);
        return Raw(block);
    }

    /// <summary>A local extended header for the entry that comes next.</summary>
    public TarBuilder Pax(params (string Key, byte[] Value)[] records) => Extension('x', "PaxHeaders/x", PaxPayload(records));

    public TarBuilder GlobalPax(params (string Key, byte[] Value)[] records) => Extension('g', "pax_global_header", PaxPayload(records));

    public TarBuilder GnuLongName(byte[] name) => Extension('L', "././@LongLink", [.. name, 0]);

    public TarBuilder GnuLongLinkName(byte[] name) => Extension('K', "././@LongLink", [.. name, 0]);

    /// <summary>A header whose payload belongs to the entry after it.</summary>
    public TarBuilder Extension(char type, string name, byte[] payload) =>
        Header(type, Bytes(name), [], payload.Length, new()).Raw(payload).Pad();

    /// <summary>Bytes as they are.</summary>
    public TarBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>NULs up to the next block.</summary>
    public TarBuilder Pad() => Raw(new byte[-_bytes.Count & (BlockSize - 1)]);

    /// <summary>The two zero blocks that end a tar.</summary>
    public TarBuilder End() => Raw(new byte[2 * BlockSize]);

    public byte[] ToArray() => [.. _bytes];

    /// <summary>The records of an extended header, each with its length in front.</summary>
    public static byte[] PaxPayload(params (string Key, byte[] Value)[] records)
    {
        var payload = new MemoryStream();
        foreach ((string key, byte[] value) in records)
        {
            int rest = Bytes(key).Length + value.Length + 3;
            int length = rest + 1;
            while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
            {
                length++;
            }

            payload.Write([.. Bytes($"{length} {key}="), .. value, (byte)'\n']);
        }

        return payload.ToArray();
    }

    /// <summary>Writes the checksum of a header block into it.</summary>
    public static void PutChecksum(byte[] block)
    {
        Put(block, 148, 8, Bytes("        "));
        int sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }

        Put(block, 148, 8, Bytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 "));
    }

    /// <summary>Overwrites a field of a block, cutting what is too long and clearing what is left over.</summary>
    public static void Put(byte[] block, int offset, int length, ReadOnlySpan<byte> value)
    {
        block.AsSpan(offset, length).Clear();
        value[..Math.Min(length, value.Length)].CopyTo(block.AsSpan(offset, length));
    }

    /// <summary>Zero-padded octal with a NUL after it; 0 where the number does not fit.</summary>
    public static void PutOctal(byte[] block, int offset, int length, long value) =>
        Put(block, offset, length, Bytes(Convert.ToString(FitsOctal(value, length) ? value : 0, 8).PadLeft(length - 1, '0')));

    private static bool FitsOctal(long value, int length) => value >= 0 && value < 1L << (3 * (length - 1));

    private static IEnumerable<(string Key, byte[] Value)> PaxRecords(byte[] name, byte[] linkName, long size, Attributes attributes)
    {
        if (name.Length > 100)
        {
            yield return ("path", name);
        }

        if (linkName.Length > 100)
        {
            yield return ("linkpath", linkName);
        }

        if (!FitsOctal(size, 12))
        {
            yield return ("size", Bytes(size.ToString(CultureInfo.InvariantCulture)));
        }

        if (!FitsOctal(attributes.Uid, 8))
        {
            yield return ("uid", Bytes(attributes.Uid.ToString(CultureInfo.InvariantCulture)));
        }

        if (!FitsOctal(attributes.Gid, 8))
        {
            yield return ("gid", Bytes(attributes.Gid.ToString(CultureInfo.InvariantCulture)));
        }

        if (!long.TryParse(attributes.Mtime, CultureInfo.InvariantCulture, out long mtime) || !FitsOctal(mtime, 12))
        {
            yield return ("mtime", Bytes(attributes.Mtime));
        }

        foreach ((string xattr, byte[] value) in attributes.Xattrs)
        {
            yield return ("SCHILY.xattr." + xattr, value);
        }
    }
}
