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
}
