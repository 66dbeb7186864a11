using System.Text;

namespace GraphDriver.Cli.Output;

/// <summary>A bar chart in plain text, all bars on one scale. Segments are told apart by how dense they are, so it needs neither colours nor a terminal.</summary>
/// <param name="series">What the segments are, at most <see cref="MostSeries"/>; with one there is no legend.</param>
internal sealed class TextBars(params string[] series)
{
    /// <summary>How many kinds of segments there can be.</summary>
    public const int MostSeries = 3;

    private const int Width = 40;
    private const int LongestLabel = 24;
    private const string Dense = "█▒░";

    private readonly List<(string Label, long[] Values)> _bars = [];

    /// <summary>Adds a bar with one number of bytes a series, none below zero.</summary>
    public void Add(string label, params long[] values) => _bars.Add((Shorten(Diagnostic.OneLine(label)), values));

    public void WriteTo(TextWriter output)
    {
        if (_bars.Count == 0)
        {
            return;
        }

        var labels = _bars.Max(bar => bar.Label.Length);
        var scale = Math.Max(1, _bars.Max(bar => bar.Values.Sum(value => (double)value)));
        foreach (var (label, values) in _bars)
        {
            output.WriteLine($"  {label.PadRight(labels)}  {Draw(values, scale)}  {HumanText.Size(values.Sum())}");
        }

        if (series.Length > 1)
        {
            output.WriteLine($"  {new string(' ', labels)}  {string.Join("   ", series.Select((name, number) => $"{Dense[number]} {name}"))}");
        }
    }

    /// <summary>Each end is rounded by itself, so that bars of the same sum are of the same length.</summary>
    private static string Draw(long[] values, double scale)
    {
        var bar = new StringBuilder(Width);
        var sum = 0.0;
        for (var number = 0; number < values.Length; number++)
        {
            sum += values[number];
            bar.Append(Dense[number], (int)Math.Round(sum / scale * Width) - bar.Length);
        }

        return (sum > 0 && bar.Length == 0 ? "▏" : bar.ToString()).PadRight(Width);
    }

    private static string Shorten(string label) => label.Length <= LongestLabel ? label : $"…{label[^(LongestLabel - 1)..]}";
}
