using System.Globalization;
using static GraphDriver.Cli.Reports.Html.SvgText;

namespace GraphDriver.Cli.Reports.Html;

/// <summary>Draws a bar chart: for each bar a line with its label and number, and the bar below it across the whole width.</summary>
internal sealed class BarChartWriter
{
    private const int RowHeight = 46;
    private const int Baseline = 13;
    private const int BarTop = 19;
    private const int BarHeight = 16;
    private const int MostDescribed = 12;

    private readonly HtmlWriter _html;
    private readonly BarChart _chart;
    private readonly double _scale;

    public BarChartWriter(HtmlWriter html, BarChart chart)
    {
        (_html, _chart) = (html, chart);
        if (chart.Series.Count is < 1 or > ReportStyle.Colours || chart.Bars.Any(bar => bar.Values.Count != chart.Series.Count || bar.Values.Any(value => value < 0)))
        {
            throw new ArgumentException($"{chart.Title}: each bar has one number a series, none below zero, and there are at most {ReportStyle.Colours} series", nameof(chart));
        }

        _scale = chart.Bars.Count == 0 ? 1 : Math.Max(1, chart.Bars.Max(Length));
    }

    public void Write(string id)
    {
        var height = (_chart.Bars.Count * RowHeight).ToString(CultureInfo.InvariantCulture);
        using (_html.Element("svg", ("class", "chart"), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-desc"), ("width", "100%"), ("height", height)))
        {
            _html.Text("title", _chart.Title, ("id", $"{id}-title"));
            _html.Text("desc", Describe(), ("id", $"{id}-desc"));
            foreach (var (number, bar) in _chart.Bars.Index())
            {
                Write(number, bar);
            }
        }
    }

    private static double Length(Bar bar) => bar.Values.Sum(value => (double)value);

    private void Write(int number, Bar bar)
    {
        var top = number * RowHeight;
        _html.Text("text", Shorten(bar.Label), ("class", "label"), ("x", "0"), ("y", Pixels(top + Baseline)));
        _html.Text("text", new Quantity(bar.Total, _chart.Unit).ToString(), ("class", "value"), ("x", "100%"), ("y", Pixels(top + Baseline)), ("text-anchor", "end"));
        _html.Empty("rect", ("class", "track"), ("x", "0"), ("y", Pixels(top + BarTop)), ("width", "100%"), ("height", Pixels(BarHeight)));
        var left = 0.0;
        foreach (var (series, value) in bar.Values.Index().Where(segment => segment.Item > 0))
        {
            WriteSegment(top + BarTop, left, number, series, value);
            left += value / _scale;
        }
    }

    private void WriteSegment(double top, double left, int number, int series, long value)
    {
        var label = _chart.Bars[number].Label;
        using (_html.Element(
            "rect",
            ("class", $"bar {ReportStyle.ClassOf(_chart.IsComparison ? number : series)}"),
            ("x", Percent(left)),
            ("y", Pixels(top)),
            ("width", Percent(value / _scale)),
            ("height", Pixels(BarHeight)),
            ("data-label", label),
            ("data-series", _chart.Series[series]),
            ("data-value", value.ToString(CultureInfo.InvariantCulture))))
        {
            _html.Text("title", $"{label}, {_chart.Series[series]}: {new Quantity(value, _chart.Unit).Exact}");
        }
    }

    private string Describe() =>
        string.Join("; ", _chart.Bars.Take(MostDescribed).Select(bar => $"{bar.Label}: {new Quantity(bar.Total, _chart.Unit)}"))
        + (_chart.Bars.Count > MostDescribed ? "; and more in the table below" : "");
}
