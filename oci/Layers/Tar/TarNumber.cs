namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The numeric fields of a header block, read as Go's archive/tar reads them.</summary>
internal static class TarNumber
{
    private const byte Base256Flag = 0x80;
    private const byte Base256Sign = 0x40;

    /// <summary>Octal digits, or a two's complement number in base 256 where the first bit is set.</summary>
    public static bool TryParse(ReadOnlySpan<byte> field, out long value) =>
        (field[0] & Base256Flag) != 0 ? TryParseBase256(field, out value) : TryParseOctal(field, out value);

    /// <summary>Octal digits between spaces and NULs; nothing at all is 0.</summary>
    public static bool TryParseOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        field = field.Trim(" \0"u8);
        int end = field.IndexOf((byte)0);
        foreach (byte digit in end < 0 ? field : field[..end])
        {
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
            {
                return false;
            }

            value = (value << 3) | (long)(digit - '0');
        }

        return true;
    }

    private static bool TryParseBase256(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        byte inversion = (field[0] & Base256Sign) != 0 ? (byte)0xFF : (byte)0;
        ulong magnitude = (ulong)((field[0] ^ inversion) & ~Base256Flag & 0xFF);
        foreach (byte digit in field[1..])
        {
            if (magnitude >> 56 != 0)
            {
                return false;
            }

            magnitude = (magnitude << 8) | (byte)(digit ^ inversion);
        }

        if (magnitude > long.MaxValue)
        {
            return false;
        }

        value = inversion == 0 ? (long)magnitude : ~(long)magnitude;
        return true;
    }
}
