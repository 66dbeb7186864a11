using System.Buffers.Text;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>A file time of a table of contents: RFC 3339 in UTC, with as many of nine digits of a second as are needed.</summary>
/// <param name="Seconds">Since 1970, negative before.</param>
/// <param name="Nanoseconds">After <paramref name="Seconds"/>, below 1,000,000,000.</param>
public readonly record struct TocTime(long Seconds, uint Nanoseconds)
{
    /// <summary>The most bytes that <see cref="Format"/> writes.</summary>
    public const int MaximumLength = 30;

    private const int SecondsLength = 19;
    private const uint NanosecondsEnd = 1_000_000_000;

    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The first moment of the year 1, which Go takes for no time at all.</summary>
    public static TocTime Zero { get; } = new(First, 0);

    /// <summary>Whether RFC 3339 can say it: the years 1 to 9999.</summary>
    public bool IsRepresentable => Seconds >= First && Seconds <= Last && Nanoseconds < NanosecondsEnd;

    /// <summary>Writes the time and returns the text's length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is not between 1 and 9999.</exception>
    public int Format(Span<byte> destination)
    {
        DateTimeOffset.FromUnixTimeSeconds(Seconds).TryFormat(destination, out _, "yyyy-MM-dd'T'HH:mm:ss");
        var length = SecondsLength;
        if (Nanoseconds > 0)
        {
            destination[length] = (byte)'.';
            Utf8Formatter.TryFormat(Nanoseconds, destination[(length + 1)..], out var digits, new('D', 9));
            length += 1 + destination.Slice(length + 1, digits).TrimEnd((byte)'0').Length;
        }

        destination[length] = (byte)'Z';
        return length + 1;
    }

    /// <summary>Parses a time of RFC 3339 in any time zone; digits of a second after the ninth are dropped. False where the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TocTime time)
    {
        time = default;
        if (text.Length <= SecondsLength || !TryParseSeconds(text, out var seconds) || !TryParseFraction(ref text, out var nanoseconds))
        {
            return false;
        }

        if (!text.SequenceEqual("Z"u8) && !text.SequenceEqual("z"u8))
        {
            if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
                || !TryParseDigits(text, 1, 2, 23, out var hours) || !TryParseDigits(text, 4, 2, 59, out var minutes))
            {
                return false;
            }

            var offset = ((hours * 60L) + minutes) * 60;
            seconds += text[0] == '+' ? -offset : offset;
        }

        time = new TocTime(seconds, nanoseconds);
        return time.IsRepresentable;
    }

    // YYYY-MM-DDTHH:MM:SS
    private static bool TryParseSeconds(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t') || text[13] != ':' || text[16] != ':'
            || !TryParseDigits(text, 0, 4, 9999, out var year) || !TryParseDigits(text, 5, 2, 12, out var month)
            || !TryParseDigits(text, 8, 2, 31, out var day) || !TryParseDigits(text, 11, 2, 23, out var hour)
            || !TryParseDigits(text, 14, 2, 59, out var minute) || !TryParseDigits(text, 17, 2, 59, out var second)
            || year < 1 || month < 1 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond) + First;
        return true;
    }

    // Leaves the time zone.
    private static bool TryParseFraction(ref ReadOnlySpan<byte> text, out uint nanoseconds)
    {
        nanoseconds = 0;
        text = text[SecondsLength..];
        if (text[0] != '.')
        {
            return true;
        }

        var end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1;
        for (var i = 1; i <= 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < end ? text[i] - (uint)'0' : 0);
        }

        var hasDigits = end > 1;
        text = text[Math.Max(end, 0)..];
        return hasDigits;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, int start, int count, int most, out int value)
    {
        value = 0;
        foreach (var digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return value <= most;
    }
}
