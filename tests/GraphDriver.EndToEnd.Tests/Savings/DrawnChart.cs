using System.Text.Json.Nodes;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary>A chart as a browser has laid it out, in pixels.</summary>
internal sealed record DrawnChart(string Title, double Width, IReadOnlyList<DrawnBar> Bars)
{
    private const string Script = """
        [...document.querySelectorAll('svg.chart')].map(svg => ({
          title: svg.querySelector('title').textContent,
          width: svg.getBoundingClientRect().width,
          bars: [...svg.querySelectorAll('rect.bar')].map(bar => {
            const box = bar.getBoundingClientRect();
            return { label: bar.dataset.label, series: bar.dataset.series, value: bar.dataset.value, width: box.width, height: box.height,
              colour: getComputedStyle(bar).fill };
          }),
        }))
        """;

    /// <summary>All charts of the page that is open.</summary>
    public static async Task<IReadOnlyList<DrawnChart>> AllAsync(Browser browser) =>
        [.. (await browser.EvaluateAsync(Script)).AsArray().Select(chart => new DrawnChart(
            Text(chart!, "title"), chart!["width"]!.GetValue<double>(), [.. chart["bars"]!.AsArray().Select(DrawnBar.Of!)]))];

    /// <summary>Each segment's value, by label and series.</summary>
    public IReadOnlyDictionary<(string Label, string Series), long> Values => Bars.ToDictionary(bar => (bar.Label, bar.Series), bar => bar.Value);

    /// <summary>Every bar is there, and as long as its value is in proportion to the longest.</summary>
    public void AssertToScale()
    {
        Assert.NotEmpty(Bars);
        Assert.True(Width > 100, $"{Title} is {Width} pixels wide");
        double longest = Bars.GroupBy(bar => bar.Label).Max(bars => bars.Sum(bar => (double)bar.Value));
        Assert.All(Bars, bar =>
        {
            Assert.True(bar is { Width: > 0, Height: > 5, Value: > 0 }, $"{Title}: {bar}");
            Assert.Equal(bar.Value / longest * Width, bar.Width, 0.5);
        });
    }

    internal static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
