using System.Globalization;
using GraphDriver.Cli.Reports;
using GraphDriver.Cli.Reports.Html;
using static GraphDriver.Cli.Tests.Reports.ReportPage;

namespace GraphDriver.Cli.Tests.Reports;

/// <summary>Charts and tables show the figures that they were given, and to scale.</summary>
public sealed class ChartTests
{
    [Fact]
    public void Bars_are_to_scale_stacked_and_the_same_as_the_table()
    {
        var page = new ReportPage(Of(Chart(new Bar("a", [100, 300]), new Bar("b", [0, 200]), new Bar("c", [800, 0]))));

        Assert.Equal(
            [("a", "series 1", 100L, 0.0, 0.125), ("a", "series 2", 300L, 0.125, 0.375), ("b", "series 2", 200L, 0.0, 0.25), ("c", "series 1", 800L, 0.0, 1.0)],
            page.Bars.Select(bar => (bar.Attribute("data-label")!.Value, bar.Attribute("data-series")!.Value, Value(bar), Part(bar, "x"), Part(bar, "width"))));
        Assert.Equal(["400 B", "200 B", "800 B"], page.All("text", "value").Select(text => text.Value));
        Assert.Equal([100L, 300, 400, 0, 200, 200, 800, 0, 800], page.All("td").Select(Value));
        Assert.Equal(["a", "b", "c"], page.All("tbody").Single().Descendants("th").Select(heading => heading.Value));
        Assert.Equal(2, page.All("ul", "legend").Single().Elements("li").Count());
    }

    [Fact]
    public void Compared_bars_have_colours_of_their_own_and_no_legend()
    {
        var page = new ReportPage(Of(BarChart.Compare("Chart", "size", ("one", Quantity.Bytes(1)), ("two", Quantity.Bytes(4)))));

        Assert.Equal(["bar s1", "bar s2"], page.Bars.Select(bar => bar.Attribute("class")!.Value));
        Assert.Equal([0.25, 1.0], page.Bars.Select(bar => Part(bar, "width")));
        Assert.Empty(page.All("ul", "legend"));
        Assert.Equal(["", "size"], page.All("thead").Single().Descendants("th").Select(heading => heading.Value));
    }

    [Fact]
    public void The_greatest_numbers_are_drawn_and_kept_to_the_unit()
    {
        var page = new ReportPage(Of(
            Chart(new Bar("a", [long.MaxValue, long.MaxValue]), new Bar("b", [1, 0])),
            new LineChart { Title = "Lines", Unit = Unit.Bytes, Across = "images", Lines = [new Line("c", [0, 1, long.MaxValue])] },
            new ReportTable { Title = "Table", Columns = ["", "n"], Rows = [["row", Quantity.Bytes(long.MinValue)]] }));

        Assert.Equal([0.5, 0.5], page.Bars.Take(2).Select(bar => Part(bar, "width")));
        Assert.Equal([long.MaxValue, long.MaxValue, 1], page.Bars.Select(Value));
        Assert.Equal([0, 1, long.MaxValue], page.All("circle").Select(Value));
        Assert.Contains("9,223,372,036,854,775,807 bytes", page.Bars[0].Value, StringComparison.Ordinal);
        Assert.Equal("-9.22 EB", page.All("td")[^1].Value);
        Assert.Equal("-9,223,372,036,854,775,808 bytes", page.All("td")[^1].Attribute("title")!.Value);
    }

    [Fact]
    public void Points_of_lines_are_to_scale_and_on_their_line()
    {
        var page = new ReportPage(Of(new LineChart
        {
            Title = "Lines",
            Unit = Unit.Count,
            Across = "images",
            Lines = [new Line("up", [0, 50, 100]), new Line("short", [25])],
        }));

        var points = page.All("circle");
        var heights = points.Select(point => double.Parse(point.Attribute("cy")!.Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([0, 50, 100, 25], points.Select(Value));
        Assert.Equal((heights[0] + heights[2]) / 2, heights[1], 0.01);
        Assert.Equal((heights[0] + heights[1]) / 2, heights[3], 0.01);
        Assert.Equal([0.07, 0.525, 0.98], points.Take(3).Select(point => Part(point, "cx")));
        Assert.Equal("7,100 52.5,50 98,0", page.All("polyline")[0].Attribute("points")!.Value);
        Assert.Equal(["0", "20", "40", "60", "80", "100", "1", "2", "3", "images"], page.All("text", "axis").Select(text => text.Value));
        Assert.Equal(["0", "25", "50", "", "100", ""], page.All("td").Select(cell => cell.Value));
    }

    [Theory]
    [InlineData(0, "0 1")]
    [InlineData(7, "0 2 4 6 8")]
    [InlineData(1_200_000_000, "0 500000000 1000000000 1500000000")]
    public void An_axis_ends_at_a_round_number(long greatest, string marks) =>
        Assert.Equal(marks, string.Join(' ', new ValueAxis(greatest).Marks));

    [Fact]
    public void Numbers_in_tables_are_to_the_right_and_known_exactly()
    {
        var page = new ReportPage(Of(new ReportTable
        {
            Title = "Table",
            Columns = ["name", "size", "time", "share", "files", "mixed"],
            Rows =
            [
                ["a", Quantity.Bytes(1_234_567), Quantity.Time(TimeSpan.FromMilliseconds(1234)), Quantity.Share(1, 3), Quantity.Count(12345), "text"],
                ["sum", Quantity.Bytes(-2000), Quantity.Time(TimeSpan.FromMicroseconds(1500)), Quantity.Share(1, 0), Quantity.Count(0), Quantity.Count(1)],
            ],
            HasTotal = true,
        }));

        Assert.Equal(
            ["1.23 MB", "1.23 s", "33.3 %", "12,345", "text", "-2 kB", "1.5 ms", "0 %", "0", "1"],
            page.All("td").Select(cell => cell.Value));
        Assert.Equal(["1,234,567 bytes", "1,234,000 µs", "33.33 %", "12,345"], page.All("td").Take(4).Select(cell => cell.Attribute("title")!.Value));
        Assert.Equal(["size", "time", "share", "files"], page.All("th", "number").Select(heading => heading.Value));
        Assert.Equal("sum", page.All("tr", "total").Single().Element("th")!.Value);
    }

    [Fact]
    public void A_long_name_is_shortened_in_the_drawing_and_whole_in_the_table()
    {
        var name = $"registry.example/{new string('n', 100)}:tag";
        var page = new ReportPage(Of(Chart(new Bar(name, [1]))));

        var label = page.All("text", "label").Single().Value;
        Assert.Equal(44, label.Length);
        Assert.EndsWith(":tag", label, StringComparison.Ordinal);
        Assert.Equal(name, page.All("tbody").Single().Descendants("th").Single().Value);
    }
}
