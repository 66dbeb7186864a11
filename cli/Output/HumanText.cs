using System.Globalization;

namespace GraphDriver.Cli.Output;

/// <summary>Sizes and ages as podman words them.</summary>
internal static class HumanText
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A size of so many bytes in decimal units and three significant digits, such as <c>4.37 MB</c>.</summary>
    public static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1000 && unit < Units.Length - 1)
        {
            (size, unit) = (size / 1000, unit + 1);
        }

        var digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return $"{Math.Round(size, digits).ToString("0.##", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>How long ago a moment was, such as <c>5 weeks ago</c>.</summary>
    public static string Age(DateTimeOffset moment, DateTimeOffset now) => Duration(now - moment) + " ago";

    /// <summary>A length of time in its greatest unit.</summary>
    public static string Duration(TimeSpan time)
    {
        var (seconds, minutes, hours) = ((long)time.TotalSeconds, (long)time.TotalMinutes, (long)Math.Round(time.TotalHours));
        return seconds switch
        {
            < 1 => "Less than a second",
            1 => "1 second",
            < 60 => $"{seconds} seconds",
            _ when minutes == 1 => "About a minute",
            _ when minutes < 60 => $"{minutes} minutes",
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => $"{hours} hours",
            _ when hours < 24 * 7 * 2 => $"{hours / 24} days",
            _ when hours < 24 * 30 * 2 => $"{hours / 24 / 7} weeks",
            _ when hours < 24 * 365 * 2 => $"{hours / 24 / 30} months",
            _ => $"{(long)(time.TotalHours / 24 / 365)} years",
        };
    }
}
