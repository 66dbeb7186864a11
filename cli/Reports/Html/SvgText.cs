using System.Globalization;

namespace GraphDriver.Cli.Reports.Html;

/// <summary>Words and numbers in drawings.</summary>
internal static class SvgText
{
    private const int LongestLabel = 44;

    /// <summary>A place or length in hundredths of the drawing's width, so that text keeps its size on any screen.</summary>
    public static string Percent(double part) => (part * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";

    /// <summary>A place or length in pixels.</summary>
    public static string Pixels(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A label that fits on a phone: of a longer one beginning and end, since a name's tag is at its end.</summary>
    public static string Shorten(string label)
    {
        var runes = label.EnumerateRunes().ToArray();
        return runes.Length <= LongestLabel
            ? label
            : string.Concat(runes[..(LongestLabel / 2)]) + "…" + string.Concat(runes[^((LongestLabel / 2) - 1)..]);
    }
}
