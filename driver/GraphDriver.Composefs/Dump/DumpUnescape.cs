using System.Buffers;

namespace GraphDriver.Composefs.Dump;

/// <summary>Takes the escapes out of fields. What it returns is valid until its next use.</summary>
internal sealed class DumpUnescape
{
    private byte[] _buffer = [];

    /// <exception cref="DumpFormatException">An escape is not one of the format's.</exception>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped, string field)
    {
        var plain = escaped.IndexOf((byte)'\\');
        if (plain < 0)
        {
            return escaped;
        }

        if (_buffer.Length < escaped.Length)
        {
            _buffer = new byte[escaped.Length * 2];
        }

        var length = 0;
        for (; plain >= 0; plain = escaped.IndexOf((byte)'\\'))
        {
            escaped[..plain].CopyTo(_buffer.AsSpan(length));
            length += plain;
            _buffer[length++] = UnescapeByte(escaped[plain..], field, out var consumed);
            escaped = escaped[(plain + consumed)..];
        }

        escaped.CopyTo(_buffer.AsSpan(length));
        return _buffer.AsSpan(0, length + escaped.Length);
    }

    private static byte UnescapeByte(ReadOnlySpan<byte> escaped, string field, out int consumed)
    {
        if (escaped.Length < 2)
        {
            throw new DumpFormatException(field, "no character after the backslash");
        }

        consumed = escaped[1] == 'x' ? 4 : 2;
        return escaped[1] switch
        {
            (byte)'\\' => (byte)'\\',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'x' => UnescapeHex(escaped, field),
            _ => throw new DumpFormatException(field, $"the escape '\\{DumpEscape.ToText(escaped.Slice(1, 1))}' does not exist"),
        };
    }

    private static byte UnescapeHex(ReadOnlySpan<byte> escaped, string field)
    {
        Span<byte> value = stackalloc byte[1];
        return escaped.Length >= 4 && Convert.FromHexString(escaped.Slice(2, 2), value, out _, out _) == OperationStatus.Done
            ? value[0]
            : throw new DumpFormatException(field, "two hex digits have to follow '\\x'");
    }
}
