using System.Text;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// One 512-byte tar header (https://www.gnu.org/software/tar/manual/html_node/Standard.html), as much of it as finding
/// files takes.
/// </summary>
internal readonly struct TarHeader
{
    public const int Size = 512;

    private TarHeader(char type, string name, string linkName, long payloadSize)
    {
        Type = type;
        Name = name;
        LinkName = linkName;
        PayloadSize = payloadSize;
    }

    public char Type { get; }

    public string Name { get; }

    public string LinkName { get; }

    public long PayloadSize { get; }

    /// <summary>The payload with what fills its last block.</summary>
    public static long PaddedSize(long size) => checked(size + Size - 1) / Size * Size;

    /// <summary>Parses a header; null where it is a block of zeros, which ends the archive.</summary>
    /// <exception cref="InvalidDataException">The checksum or the size is wrong.</exception>
    public static TarHeader? Parse(ReadOnlySpan<byte> block, string source)
    {
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        if (ParseNumber(block.Slice(148, 8)) is not { } sum || sum != Checksum(block))
        {
            throw new InvalidDataException($"{source}: not a tar archive: a header has a wrong checksum");
        }

        var size = ParseNumber(block.Slice(124, 12)) ?? throw new InvalidDataException($"{source}: a tar header has a bad size");
        var name = Text(block[..100]);
        // GNU's own headers have other fields where ustar has the name's first part.
        var prefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        return new TarHeader((char)block[156], prefix.Length > 0 ? $"{prefix}/{name}" : name, Text(block.Slice(157, 100)), size);
    }

    /// <summary>A name as JSON may name it too: bytes that are not UTF-8 become U+FFFD, and match nothing.</summary>
    public static string Text(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);

    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' ';
        for (var i = 0; i < block.Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : block[i];
        }

        return sum;
    }

    /// <summary>Octal digits, or base 256 where the first bit is set; null where it is neither, or negative.</summary>
    private static long? ParseNumber(ReadOnlySpan<byte> field)
    {
        long number = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var b in field[..^8])
            {
                if (b is not (0x80 or 0))
                {
                    return null;
                }
            }

            number = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            number = field.Length == 8 ? number & long.MaxValue : number;
            return number < 0 ? null : number;
        }

        foreach (var b in field.Trim(" \0"u8))
        {
            if (b is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            number = (number << 3) | (uint)(b - '0');
        }

        return number;
    }
}
