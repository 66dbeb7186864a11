using System.Globalization;
using static GraphDriver.Cli.Reports.Html.SvgText;

namespace GraphDriver.Cli.Reports.Html;

/// <summary>Draws a line chart: lines that stretch with the page, and points and words that keep their size.</summary>
internal sealed class LineChartWriter
{
    private const int Top = 18;
    private const int PlotHeight = 220;
    private const int Height = Top + PlotHeight + 44;
    private const int MostMarks = 10;
    private const double Left = 0.07;
    private const double Right = 0.98;

    private readonly HtmlWriter _html;
    private readonly LineChart _chart;
    private readonly int _places;
    private readonly ValueAxis _axis;

    public LineChartWriter(HtmlWriter html, LineChart chart)
    {
        (_html, _chart) = (html, chart);
        if (chart.Lines.Count is < 1 or > ReportStyle.Colours || chart.Lines.Any(line => line.Values.Any(value => value < 0)))
        {
            throw new ArgumentException($"{chart.Title}: there are one to {ReportStyle.Colours} lines, and no number is below zero", nameof(chart));
        }

        _places = chart.Lines.Max(line => line.Values.Count);
        _axis = new ValueAxis(chart.Lines.SelectMany(line => line.Values).DefaultIfEmpty().Max());
    }

    public void Write(string id)
    {
        var height = Height.ToString(CultureInfo.InvariantCulture);
        using (_html.Element("svg", ("class", "chart"), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-desc"), ("width", "100%"), ("height", height)))
        {
            _html.Text("title", _chart.Title, ("id", $"{id}-title"));
            _html.Text("desc", Describe(), ("id", $"{id}-desc"));
            WriteAxes();
            foreach (var (number, line) in _chart.Lines.Index())
            {
                WriteLine(ReportStyle.ClassOf(number), line);
            }
        }
    }

    private void WriteAxes()
    {
        foreach (var mark in _axis.Marks)
        {
            var height = Pixels(HeightOf(mark));
            _html.Empty("line", ("class", "grid"), ("x1", "0"), ("x2", "100%"), ("y1", height), ("y2", height));
            _html.Text("text", new Quantity(mark, _chart.Unit).ToString(), ("class", "axis"), ("x", "0"), ("y", Pixels(HeightOf(mark) - 4)));
        }

        var step = (_places + MostMarks - 1) / MostMarks;
        for (var place = 0; place < _places; place += step)
        {
            var number = (place + 1).ToString(CultureInfo.InvariantCulture);
            _html.Text("text", number, ("class", "axis"), ("x", Percent(XOf(place))), ("y", Pixels(Top + PlotHeight + 16)), ("text-anchor", "middle"));
        }

        _html.Text("text", _chart.Across, ("class", "axis"), ("x", "50%"), ("y", Pixels(Top + PlotHeight + 36)), ("text-anchor", "middle"));
    }

    private void WriteLine(string kind, Line line)
    {
        using (_html.Element("svg", ("x", "0"), ("y", Pixels(Top)), ("width", "100%"), ("height", Pixels(PlotHeight)), ("viewBox", "0 0 100 100"), ("preserveAspectRatio", "none")))
        {
            var points = line.Values.Select((value, place) => string.Create(CultureInfo.InvariantCulture, $"{XOf(place) * 100:0.####},{100 - (_axis.PartOf(value) * 100):0.####}"));
            _html.Empty("polyline", ("class", kind), ("points", string.Join(' ', points)));
        }

        foreach (var (place, value) in line.Values.Index())
        {
            using (_html.Element(
                "circle",
                ("class", $"point {kind}"),
                ("cx", Percent(XOf(place))),
                ("cy", Pixels(HeightOf(value))),
                ("r", "3"),
                ("data-series", line.Name),
                ("data-value", value.ToString(CultureInfo.InvariantCulture))))
            {
                _html.Text("title", $"{line.Name}, {place + 1} {_chart.Across}: {new Quantity(value, _chart.Unit).Exact}");
            }
        }
    }

    private double XOf(int place) => _places == 1 ? 0.5 : Left + ((Right - Left) * place / (_places - 1));

    private double HeightOf(long value) => Top + (PlotHeight * (1 - _axis.PartOf(value)));

    private string Describe() => string.Join("; ", _chart.Lines.Where(line => line.Values.Count > 0)
        .Select(line => $"{line.Name}: {new Quantity(line.Values[^1], _chart.Unit)} at {line.Values.Count} {_chart.Across}"));
}
