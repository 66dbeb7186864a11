using System.Globalization;
using System.Text.RegularExpressions;
using GraphDriver.Cli.Reports.Html;

namespace GraphDriver.Cli.Tests.Reports;

/// <summary>Texts and bars stand out from their background as WCAG 2 asks, in light and in dark.</summary>
public sealed partial class ReportStyleTests
{
    private const double LeastOfText = 4.5;
    private const double LeastOfGraphics = 3;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Contrast_is_enough(int mode)
    {
        var colours = Root().Matches(ReportStyle.Sheet)[mode].Groups["colours"].Value;
        var named = Colour().Matches(colours).ToDictionary(match => match.Groups["name"].Value, match => Luminance(match.Groups["hex"].Value));

        foreach (var background in (double[])[named["page"], named["card"]])
        {
            Assert.True(Contrast(named["text"], background) >= LeastOfText);
            Assert.True(Contrast(named["soft"], background) >= LeastOfText);
            Assert.All(Enumerable.Range(1, ReportStyle.Colours), number => Assert.True(Contrast(named[$"s{number}"], background) >= LeastOfGraphics, $"s{number}"));
        }
    }

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(string hex)
    {
        double[] parts = [.. Enumerable.Range(0, 3).Select(part => Linear(byte.Parse(hex.AsSpan(part * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    [GeneratedRegex(@":root \{(?<colours>[^}]*)\}")]
    private static partial Regex Root();

    [GeneratedRegex("--(?<name>[a-z0-9]+): #(?<hex>[0-9a-f]{6})")]
    private static partial Regex Colour();
}
