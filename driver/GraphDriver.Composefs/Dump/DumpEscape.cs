using System.Buffers;
using System.Text;

namespace GraphDriver.Composefs.Dump;

/// <summary>The escapes of the dump format (composefs-dump(5)): <c>\\</c>, <c>\n</c>, <c>\r</c>, <c>\t</c> and <c>\xNN</c>.</summary>
internal static class DumpEscape
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Where(c => c is not ('\\' or '=')).Select(c => (byte)c)]);

    /// <summary>Bytes as text for a message, spaces and all that prints as they are.</summary>
    public static string ToText(ReadOnlySpan<byte> bytes)
    {
        var escaped = new ArrayBufferWriter<byte>();
        Escape(bytes, EscapeRules.KeepSpace, escaped);
        return Encoding.ASCII.GetString(escaped.WrittenSpan);
    }

    public static void Escape(ReadOnlySpan<byte> bytes, EscapeRules rules, IBufferWriter<byte> output)
    {
        if (rules.HasFlag(EscapeRules.LoneDash) && bytes.SequenceEqual("-"u8))
        {
            output.Write("\\x2d"u8);
            return;
        }

        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExcept(Plain);
            plain = plain < 0 ? bytes.Length : plain;
            output.Write(bytes[..plain]);
            if (plain < bytes.Length)
            {
                EscapeByte(bytes[plain++], rules, output);
            }

            bytes = bytes[plain..];
        }
    }

    private static void EscapeByte(byte value, EscapeRules rules, IBufferWriter<byte> output)
    {
        switch (value)
        {
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            case (byte)' ' when rules.HasFlag(EscapeRules.KeepSpace):
            case (byte)'=' when !rules.HasFlag(EscapeRules.Equals):
                output.Write([value]);
                break;
            default:
                output.Write("\\x"u8);
                Convert.TryToHexStringLower([value], output.GetSpan(2), out _);
                output.Advance(2);
                break;
        }
    }
}
