using System.Text.Json;
using GraphDriver.Cli.Reports;
using static GraphDriver.Cli.Tests.Reports.ReportPage;

namespace GraphDriver.Cli.Tests.Reports;

/// <summary>The page as a whole: well-formed, alone, and whatever a name contains.</summary>
public sealed class HtmlReportTests
{
    private const string Evil = "</title></script><script>alert('x')</script>&amp;\"<img src=x onerror=alert(1)>";

    [Fact]
    public void Whatever_a_name_contains_is_text()
    {
        var report = Of(
            Chart(new Bar(Evil, [1, 2])) with { Title = Evil, Description = Evil, Series = [Evil, "b"], LabelHeading = Evil },
            new LineChart { Title = Evil, Unit = Unit.Bytes, Across = Evil, Lines = [new Line(Evil, [1])] },
            new ReportTable { Title = Evil, Columns = [Evil, "b"], Rows = [[Evil, Evil]] }) with
        {
            Title = Evil,
            Summary = [Evil],
            Origin = Evil,
            Figures = json => json.WriteStringValue(Evil),
        };
        var page = new ReportPage(report);

        Assert.Equal(Evil, page.All("h1").Single().Value);
        Assert.Empty(page.All("img"));
        var script = Assert.Single(page.All("script"));
        Assert.Equal(("application/json", "figures"), (script.Attribute("type")!.Value, script.Attribute("id")!.Value));
        using var figures = JsonDocument.Parse(script.Value);
        Assert.Equal(Evil, figures.RootElement.GetString());
        Assert.DoesNotContain("<img", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, page.Text.Split("</script").Length);
        Assert.DoesNotContain(page.Document.Descendants().SelectMany(element => element.Attributes()), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.All(page.Bars, bar => Assert.Equal(Evil, bar.Attribute("data-label")!.Value));
    }

    [Theory]
    [InlineData("a\0b\u001b[31m\n", @"a\x00b\x1b[31m\x0a")]
    [InlineData("\uffff", @"\uffff")]
    [InlineData("café 😀", "café 😀")]
    public void Characters_that_no_document_may_hold_are_shown_by_number(string name, string shown)
    {
        var page = new ReportPage(Of(Chart(new Bar(name, [1]))));

        Assert.Equal(shown, page.All("text", "label").Single().Value);
        Assert.Equal(shown, page.All("tbody").Single().Descendants("th").Single().Value);
    }

    [Fact]
    public void Half_a_character_is_none()
    {
        var half = new string(['a', (char)0xD800, 'b']);

        Assert.Equal("a\ufffdb", new ReportPage(Of(Chart(new Bar(half, [1])))).All("text", "label").Single().Value);
    }

    [Fact]
    public void The_page_refers_to_nothing_outside_and_says_that_nothing_runs()
    {
        var page = new ReportPage(Of(
            Chart(new Bar("a", [1, 2]), new Bar("b", [3, 4])),
            new LineChart { Title = "Lines", Unit = Unit.Count, Across = "images", Lines = [new Line("a", [1, 2, 3])] },
            new ReportTable { Title = "Table", Columns = ["a"], Rows = [["b"]] }));

        Assert.DoesNotContain("http:", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(page.All("script"));
        Assert.Equal(["data:,"], page.Document.Descendants().SelectMany(element => element.Attributes()).Where(attribute => attribute.Name == "href" || attribute.Name == "src").Select(attribute => attribute.Value));
        Assert.Contains(page.All("meta"), meta => meta.Attribute("content")?.Value.Contains("default-src 'none'", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_page_of_nothing_is_a_page()
    {
        var page = new ReportPage(new Report { Title = "Empty", Sections = [] });
        var chart = new ReportPage(Of(Chart()));

        Assert.Equal("Empty", page.All("title").Single().Value);
        Assert.Empty(chart.All("svg"));
        Assert.Contains("nothing to show", chart.All("figure").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_drawing_has_a_name_and_a_description_of_its_own()
    {
        var page = new ReportPage(Of(Chart(new Bar("a", [5])), Chart(new Bar("b", [7])), new LineChart { Title = "Lines", Unit = Unit.Count, Across = "images", Lines = [new Line("c", [1, 9])] }));

        var drawings = page.All("svg", "chart");
        Assert.Equal(3, drawings.Count);
        Assert.All(drawings, drawing => Assert.Equal(
            drawing.Attribute("aria-labelledby")!.Value, string.Join(' ', drawing.Elements().Take(2).Select(element => element.Attribute("id")!.Value))));
        Assert.Equal(["a: 5 B", "b: 7 B", "c: 9 at 2 images"], page.All("desc").Select(description => description.Value));
        var ids = page.Document.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Numbers_below_zero_and_segments_without_a_series_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ReportPage(Of(Chart(new Bar("a", [-1])))));
        Assert.Throws<ArgumentException>(() => new ReportPage(Of(Chart(new Bar("a", [1]), new Bar("b", [1, 2])))));
        Assert.Throws<ArgumentException>(() => new ReportPage(Of(Chart(new Bar("a", [1, 2, 3, 4, 5, 6, 7])))));
        Assert.Throws<ArgumentException>(() => new ReportPage(Of(new LineChart { Title = "Lines", Unit = Unit.Count, Across = "", Lines = [new Line("a", [-1])] })));
    }
}
