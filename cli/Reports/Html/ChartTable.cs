namespace GraphDriver.Cli.Reports.Html;

/// <summary>The table with the same figures as a chart.</summary>
internal static class ChartTable
{
    /// <summary>A row a bar, a column a series, and one of the whole bars where they have several segments.</summary>
    public static ReportTable Of(BarChart chart)
    {
        var isStacked = chart.Series.Count > 1;
        return new ReportTable
        {
            Title = chart.Title,
            Columns = [chart.LabelHeading, .. chart.Series, .. isStacked ? ["together"] : Array.Empty<string>()],
            Rows = [.. chart.Bars.Select(bar => Row(bar.Label, isStacked ? [.. bar.Values, bar.Total] : bar.Values, chart.Unit))],
        };
    }

    /// <summary>A row a number from left to right, a column a line.</summary>
    public static ReportTable Of(LineChart chart) => new()
    {
        Title = chart.Title,
        Columns = [chart.Across, .. chart.Lines.Select(line => line.Name)],
        Rows = [.. Enumerable.Range(0, chart.Lines.Count == 0 ? 0 : chart.Lines.Max(line => line.Values.Count)).Select(place => Row(chart, place))],
    };

    private static List<ReportCell> Row(LineChart chart, int place) =>
        [Quantity.Count(place + 1), .. chart.Lines.Select(line => place < line.Values.Count ? new Quantity(line.Values[place], chart.Unit) : (ReportCell)"")];

    private static List<ReportCell> Row(string label, IReadOnlyList<long> values, Unit unit) =>
        [label, .. values.Select(value => (ReportCell)new Quantity(value, unit))];
}
