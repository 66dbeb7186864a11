using System.Globalization;

namespace GraphDriver.Cli;

/// <summary>A duration of one number and one unit, as podman takes them: <c>90s</c>, <c>15m</c>, <c>24h</c>; days as <c>7d</c>.</summary>
internal static class Duration
{
    private const double MostSeconds = 100d * 365 * 86400;

    /// <summary>Parses the text.</summary>
    /// <exception cref="FormatException">It is no such duration, or longer than a century.</exception>
    public static TimeSpan Parse(string text)
    {
        var seconds = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86400,
            _ => 0,
        };
        return seconds > 0
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * seconds <= MostSeconds
                ? TimeSpan.FromSeconds(count * seconds)
                : throw new FormatException($"'{text}' is no duration; give a number and a unit, such as 90s, 15m, 24h or 7d");
    }
}
