using System.Buffers;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>The inside of a JSON string as Go's encoding/json writes it by default: safe for HTML and JavaScript.</summary>
internal static class GoJsonString
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), .. "\"\\<>&"u8, 0xE2]);

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Writes <paramref name="text"/>, which is valid UTF-8, without the quotes around it.</summary>
    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                output.Write(text);
                return;
            }

            output.Write(text[..plain]);
            text = text[(plain + WriteEscaped(text[plain..], output))..];
        }
    }

    // How many bytes of the text it stands for.
    private static int WriteEscaped(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        byte value = text[0];
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                output.Write([(byte)'\\', value]);
                return 1;
            case 0xE2:
                return WriteLineSeparator(text, output);
            default:
                int letter = "\b\f\n\r\t"u8.IndexOf(value);
                output.Write(letter >= 0
                    ? [(byte)'\\', "bfnrt"u8[letter]]
                    : [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', HexDigits[value >> 4], HexDigits[value & 0xF]]);
                return 1;
        }
    }

    // U+2028 and U+2029 end a line in JavaScript; everything else that begins with this byte stands for itself.
    private static int WriteLineSeparator(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text is not [0xE2, 0x80, 0xA8 or 0xA9, ..])
        {
            output.Write(text[..1]);
            return 1;
        }

        output.Write(text[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
        return 3;
    }
}
