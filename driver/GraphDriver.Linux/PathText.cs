using System.Buffers;
using System.Text;

namespace GraphDriver.Linux;

/// <summary>Bytes of a path as text that is safe to print on a terminal.</summary>
internal static class PathText
{
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done && !Rune.IsControl(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var value in bytes[..length])
                {
                    text.Append("\\x").Append(value.ToString("x2"));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }
}
