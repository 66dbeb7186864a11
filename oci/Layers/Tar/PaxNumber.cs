using System.Buffers.Text;

namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The decimal values of PAX records.</summary>
internal static class PaxNumber
{
    private const int NanosecondDigits = 9;
    private const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A decimal number with an optional sign, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;

    /// <summary>
    /// A time "SECONDS[.FRACTION]", which may be negative: "-1.25" is a quarter of a second before −1. Digits after the ninth are
    /// dropped. The result counts up from <paramref name="seconds"/>.
    /// </summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long seconds, out uint nanoseconds)
    {
        nanoseconds = 0;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : text[(point + 1)..];
        if (!TryParse(whole, out seconds) || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        for (int i = 0; i < NanosecondDigits; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? (uint)(fraction[i] - '0') : 0);
        }

        if (whole[0] == (byte)'-' && nanoseconds > 0)
        {
            if (seconds == long.MinValue)
            {
                return false;
            }

            seconds--;
            nanoseconds = NanosecondsPerSecond - nanoseconds;
        }

        return true;
    }
}
