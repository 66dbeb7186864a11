namespace GraphDriver.Linux.Mounts;

/// <summary>The kernel writes blank, tab, newline, backslash and hash in paths as a backslash and three octal digits.</summary>
internal static class OctalEscapes
{
    private const int Length = 4;

    public static byte[] Decode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text.ToArray();
        }

        var bytes = new List<byte>(text.Length);
        while (!text.IsEmpty)
        {
            if (text is [(byte)'\\', >= (byte)'0' and <= (byte)'3', var middle, var last, ..] && IsOctal(middle) && IsOctal(last))
            {
                bytes.Add((byte)(((text[1] - '0') << 6) | ((middle - '0') << 3) | (last - '0')));
                text = text[Length..];
            }
            else
            {
                bytes.Add(text[0]);
                text = text[1..];
            }
        }

        return [.. bytes];
    }

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';
}
