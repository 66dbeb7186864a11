namespace GraphDriver.Cli.Reports;

/// <summary>
/// Horizontal bars below each other, all on one scale that begins at zero. Each bar is made of one segment a series, stacked from the left; with
/// one series it is a plain bar. A series keeps its colour in all bars; the first has the first colour.
/// </summary>
internal sealed record BarChart : ReportBlock
{
    /// <summary>The unit of all bars.</summary>
    public required Unit Unit { get; init; }

    /// <summary>What the segments are, such as <c>contents</c> and <c>metadata</c>: at least one, at most <see cref="Html.ReportStyle.Colours"/>.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>What the bars are, such as <c>image</c>: the heading of their labels in the chart's table.</summary>
    public string LabelHeading { get; init; } = "";

    /// <summary>Whether each bar has a colour of its own, where there is one series.</summary>
    public bool IsComparison { get; init; }

    /// <summary>Plain bars that are compared with each other, each in a colour of its own.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="series">What the numbers are, such as <c>on disk</c>.</param>
    /// <param name="bars">The bars, all of one unit; at least one.</param>
    public static BarChart Compare(string title, string series, params (string Label, Quantity Value)[] bars) => new()
    {
        Title = title,
        Unit = bars[0].Value.Unit,
        Series = [series],
        Bars = [.. bars.Select(bar => new Bar(bar.Label, [bar.Value.Value]))],
        IsComparison = true,
    };
}
