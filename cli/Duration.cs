using System.Globalization;

namespace GraphDriver.Cli;

/// <summary>A duration as podman takes it, numbers with units in a row: <c>90s</c>, <c>1h30m</c>; days, too: <c>7d</c>.</summary>
internal static class Duration
{
    /// <summary>So many of the largest unit are still a <see cref="TimeSpan"/>.</summary>
    private const int MostDigits = 7;

    /// <summary>Parses the text.</summary>
    /// <exception cref="FormatException">It is no such duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration)
            ? duration
            : throw new FormatException($"'{text}' is no duration; give numbers with units, such as 90s, 1h30m or 7d");

    /// <summary>Parses the text; false where it is no duration.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        for (var start = 0; start < text.Length;)
        {
            var digits = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MostDigits || UnitOf(text[start + digits]) is not { } unit)
            {
                return false;
            }

            var part = unit * int.Parse(text.AsSpan(start, digits), CultureInfo.InvariantCulture);
            if (part > TimeSpan.MaxValue - duration)
            {
                return false;
            }

            duration += part;
            start += digits + 1;
        }

        return text.Length > 0;
    }

    private static TimeSpan? UnitOf(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
