using System.Globalization;

namespace GraphDriver.Store;

/// <summary>
/// A moment in the form in which Go prints it (RFC 3339, up to nine digits of fraction without trailing zeros,
/// <c>Z</c> or an offset): the form of every time in the store. Keeps nanoseconds and offset.
/// </summary>
public readonly record struct Timestamp
{
    private const string GoZeroTime = "0001-01-01T00:00:00Z";
    private const string SecondsForm = "0000-00-00T00:00:00";
    private const int FractionStart = 20;
    private const int MaxDigits = 9;
    private const int TickDigits = 7;

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
        if (text is null || !TryMeasure(text, out var digits))
        {
            return false;
        }

        // What .NET can say: seven digits of a fraction.
        var moment = digits > TickDigits ? text.Remove(FractionStart + TickDigits, digits - TickDigits) : text;
        if (!DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out var parsed))
        {
            return false;
        }

        timestamp = new Timestamp(Canonical(text, digits, parsed.Offset), parsed);
        return true;
    }

    /// <summary>Whether a text has the form of such a time, and how many digits its fraction has.</summary>
    private static bool TryMeasure(ReadOnlySpan<char> text, out int digits)
    {
        digits = 0;
        if (text.Length <= SecondsForm.Length || !HasForm(text[..SecondsForm.Length], SecondsForm))
        {
            return false;
        }

        var rest = text[SecondsForm.Length..];
        if (rest[0] == '.')
        {
            digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        return rest is "Z" || HasForm(rest, "+00:00") || HasForm(rest, "-00:00");
    }

    /// <summary>Whether a text is a form, but for other digits.</summary>
    private static bool HasForm(ReadOnlySpan<char> text, ReadOnlySpan<char> form)
    {
        if (text.Length != form.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (form[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != form[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text as Go prints it, most often itself.</summary>
    private static string Canonical(string text, int digits, TimeSpan offset)
    {
        var fraction = text.AsSpan(digits == 0 ? SecondsForm.Length : FractionStart, Math.Min(digits, MaxDigits)).TrimEnd('0');
        var zone = offset == TimeSpan.Zero ? "Z" : text.AsSpan(digits == 0 ? SecondsForm.Length : FractionStart + digits);
        var length = SecondsForm.Length + (fraction.IsEmpty ? 0 : 1 + fraction.Length) + zone.Length;
        return length == text.Length
            ? text
            : $"{text.AsSpan(0, SecondsForm.Length)}{(fraction.IsEmpty ? "" : ".")}{fraction}{zone}";
    }

    public override string ToString() => _text ?? GoZeroTime;
}
