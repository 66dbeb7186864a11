using System.Globalization;
using System.Text.RegularExpressions;

namespace GraphDriver.Store;

/// <summary>
/// A moment in the form in which Go prints it (RFC 3339, up to nine digits of fraction without trailing zeros,
/// <c>Z</c> or an offset): the form of every time in the store. Keeps nanoseconds and offset.
/// </summary>
public readonly partial record struct Timestamp
{
    private const string GoZeroTime = "0001-01-01T00:00:00Z";

    private readonly string? _text;

    private Timestamp(string text, DateTimeOffset moment)
    {
        _text = text;
        Moment = moment;
    }

    /// <summary>The moment, cut to 100 nanoseconds.</summary>
    public DateTimeOffset Moment { get; }

    /// <summary>Whether this is Go's zero time, which stands for "not known".</summary>
    public bool IsZero => Moment.UtcTicks == 0;

    /// <summary>The present.</summary>
    public static Timestamp Now => From(DateTimeOffset.UtcNow);

    /// <summary>A moment, in UTC.</summary>
    public static Timestamp From(DateTimeOffset moment)
    {
        var utc = moment.ToUniversalTime();
        return new Timestamp(utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture), utc);
    }

    /// <summary>Parses an RFC 3339 time.</summary>
    /// <exception cref="FormatException">The text is no such time.</exception>
    public static Timestamp Parse(string text) =>
        TryParse(text, out var timestamp) ? timestamp : throw new FormatException($"'{text}' is not an RFC 3339 time");

    /// <summary>Parses an RFC 3339 time; false where the text is none.</summary>
    public static bool TryParse(string? text, out Timestamp timestamp)
    {
        timestamp = default;
        var match = Rfc3339().Match(text ?? "");
        if (!match.Success)
        {
            return false;
        }

        var (seconds, fraction, zone) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        var ticks = fraction.Length > 7 ? fraction[..7] : fraction;
        if (!DateTimeOffset.TryParse($"{seconds}{(ticks.Length > 0 ? "." + ticks : "")}{zone}", CultureInfo.InvariantCulture, out var moment))
        {
            return false;
        }

        fraction = (fraction.Length > 9 ? fraction[..9] : fraction).TrimEnd('0');
        zone = moment.Offset == TimeSpan.Zero ? "Z" : zone;
        timestamp = new Timestamp($"{seconds}{(fraction.Length > 0 ? "." + fraction : "")}{zone}", moment);
        return true;
    }

    public override string ToString() => _text ?? GoZeroTime;

    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
