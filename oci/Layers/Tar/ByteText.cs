using System.Text;

namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Bytes that may be anything, for an error message.</summary>
internal static class ByteText
{
    private const int MaxShown = 300;

    /// <summary>In quotes; control characters and what is not UTF-8 as \xNN; long names are cut.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        ReadOnlySpan<byte> rest = bytes[..Math.Min(bytes.Length, MaxShown)];
        while (!rest.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (valid && !Rune.IsControl(rune) && rune.Value is not ('"' or '\\'))
            {
                text.Append(rune.ToString());
            }
            else
            {
                AppendEscaped(text, rest[..length]);
            }

            rest = rest[length..];
        }

        return text.Append(bytes.Length > MaxShown ? "…\"" : "\"").ToString();
    }

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            text.Append("\\x").Append(value.ToString("X2"));
        }
    }
}
