using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary>The pages of <c>savings</c> and <c>df</c> as a browser shows them, beside the figures that the same run printed as JSON.</summary>
[Collection(PeersCollection.Name)]
public sealed class ReportTests : IDisposable
{
    private const int Images = 5;
    private const int Running = 3;
    private const int Wide = 1100;
    private const int Phone = 360;

    private readonly TestStore? _store;
    private readonly DirectoryInfo _pages = Directory.CreateTempSubdirectory("graphdriver-pages-");

    public ReportTests(PeersFixture peers) => _store = Prerequisites.Missing is null ? peers.Machine.NewStore() : null;

    public void Dispose()
    {
        _store?.GraphDriver("rm", "-f", "-a");
        _pages.Delete(recursive: true);
    }

    [RootFact]
    public async Task Pages_show_in_a_browser_what_the_json_says()
    {
        var store = _store!;
        SleepImages.Import(store, Images);
        SleepImages.Start(store, 1, Running);
        var (savings, savingsPage) = Write(store, "savings");
        var (usage, usagePage) = Write(store, "df");

        await using var browser = await Browser.StartAsync();
        await AssertControlAsync(browser, _pages.FullName);
        await AssertPageAsync(browser, savingsPage, savings, AssertSavings);
        await AssertPageAsync(browser, usagePage, usage, charts => AssertUsage(charts, usage));
        Assert.Equal(ImageFigures(usage), await TableAsync(browser, "Images", 2, 3, 4));

        void AssertSavings(IReadOnlyDictionary<string, DrawnChart> charts)
        {
            AssertDisk(charts["The images with and without sharing"], savings.GetProperty("disk"));
            var cache = savings.GetProperty("pageCache");
            Assert.Equal(
                [Bytes(cache, "sharedBytes"), Bytes(cache, "plainOverlayBytes")],
                charts["The images of running containers in the page cache"].Bars.Select(bar => bar.Value));
            AssertImages(charts["Each image"], savings.GetProperty("df"));
            Assert.Equal(Running, charts["The memory of each container"].Bars.Select(bar => bar.Label).Distinct().Count());
            Assert.Equal(
                Bytes(savings.GetProperty("stats").GetProperty("total"), "pss"),
                savings.GetProperty("stats").GetProperty("containers").EnumerateArray().Sum(container => Bytes(container, "pss")));
        }
    }

    [RootFact]
    public void The_terminal_gets_bars_and_the_sentence_that_people_come_for()
    {
        var store = _store!;
        Assert.Contains("There is no image in the store.", store.GraphDriver("savings").Succeeded().Output, StringComparison.Ordinal);
        SleepImages.Import(store, Images);
        string output = store.GraphDriver("savings").Succeeded().Output;

        Assert.Matches($"(?m)^{Images} images in [0-9.]+ MB where plain overlay takes [0-9.]+ MB: [0-9.]+ MB saved \\([0-9]+ %\\)$", output);
        Assert.Matches("(?m)^  plain overlay  [█▒░]{40}  [0-9.]+ MB$", output);
        Assert.DoesNotContain('\u001b', output);

        Assert.StartsWith("<!DOCTYPE html>", store.GraphDriver("savings", "--html", "-").Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("cannot both", store.GraphDriver("df", "--html", "-", "--format", "json").Error, StringComparison.Ordinal);
        var refused = store.GraphDriver("df", "--html", "/nowhere/page.html");
        Assert.Equal(125, refused.ExitCode);
        Assert.Contains("/nowhere/", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Chromium does not open files by way of <c>/proc</c>, where the machine's are: it gets a copy.</summary>
    private (JsonElement Figures, string Page) Write(TestStore store, string command)
    {
        string page = $"{store.Folder}/{command}.html";
        using var document = JsonDocument.Parse(store.GraphDriver(command, "--html", page, "--format", "json").Succeeded().Output);
        string copy = Path.Combine(_pages.FullName, $"{command}.html");
        File.Copy(store.Machine.Outside(page), copy);
        return (document.RootElement.Clone(), copy);
    }

    private static async Task AssertPageAsync(Browser browser, string page, JsonElement figures, Action<IReadOnlyDictionary<string, DrawnChart>> assert)
    {
        string address = await browser.OpenAsync(page);
        using var embedded = JsonDocument.Parse((await browser.EvaluateAsync("document.getElementById('figures').textContent")).GetValue<string>());
        Assert.True(JsonElement.DeepEquals(figures, embedded.RootElement));

        var backgrounds = new List<string>();
        foreach (string colours in (string[])["light", "dark"])
        {
            await browser.ShowAsync(colours, Wide);
            var charts = await DrawnChart.AllAsync(browser);
            Assert.All(charts, chart => chart.AssertToScale());
            assert(charts.ToDictionary(chart => chart.Title));
            string background = (await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor")).GetValue<string>();
            Assert.DoesNotContain(charts.SelectMany(chart => chart.Bars), bar => bar.Colour == background);
            Assert.NotEqual(background, (await browser.EvaluateAsync("getComputedStyle(document.querySelector('svg text')).fill")).GetValue<string>());
            backgrounds.Add(background);
        }

        Assert.Equal(2, backgrounds.Distinct().Count());
        await browser.ShowAsync("light", Phone);
        Assert.InRange((await browser.EvaluateAsync("document.scrollingElement.scrollWidth")).GetValue<int>(), 1, Phone);
        Assert.All(await DrawnChart.AllAsync(browser), chart => chart.AssertToScale());
        Assert.Empty(browser.Messages);
        Assert.Equal([address], browser.Requests);
    }

    /// <summary>What must not be in our pages is noticed where it is in one.</summary>
    private static async Task AssertControlAsync(Browser browser, string folder)
    {
        string file = Path.Combine(folder, "control.html");
        await File.WriteAllTextAsync(file, "<!DOCTYPE html><img src='http://127.0.0.1:1/image.png'><script>console.log('said'); throw new Error('thrown');</script>");
        await browser.OpenAsync(file);
        Assert.Contains(browser.Messages, message => message.Contains("said", StringComparison.Ordinal));
        Assert.Contains(browser.Messages, message => message.Contains("thrown", StringComparison.Ordinal));
        Assert.Contains("http://127.0.0.1:1/image.png", browser.Requests);
    }

    private static void AssertDisk(DrawnChart chart, JsonElement disk)
    {
        foreach (var (bar, figures) in ((string, string)[])[("this store", "shared"), ("plain overlay, at least", "plainOverlay")])
        {
            foreach (var (series, name) in ((string, string)[])[("contents of files", "contents"), ("metadata of either", "metadata"), ("for sharing", "sharing")])
            {
                Assert.Equal(Bytes(disk.GetProperty(figures), name), chart.Values.GetValueOrDefault((bar, series)));
            }
        }

        Assert.Equal(Bytes(disk, "savedBytes"), Bytes(disk.GetProperty("plainOverlay"), "bytes") - Bytes(disk.GetProperty("shared"), "bytes"));

        // What the images have in common is several times what each has of its own.
        Assert.True(Bytes(disk, "savedBytes") > Bytes(disk.GetProperty("plainOverlay"), "bytes") / 3);
    }

    private static void AssertUsage(IReadOnlyDictionary<string, DrawnChart> charts, JsonElement usage)
    {
        var parts = charts["By what it is"].Bars;
        Assert.Equal(Bytes(usage, "onDisk"), parts.Sum(bar => bar.Value));
        Assert.Equal(
            usage.GetProperty("parts").EnumerateObject().Select(part => Bytes(part.Value, "onDisk")).Where(bytes => bytes > 0), parts.Select(bar => bar.Value));
        AssertImages(charts["Each image"], usage);
    }

    private static void AssertImages(DrawnChart chart, JsonElement usage)
    {
        foreach (var image in usage.GetProperty("images").EnumerateArray())
        {
            string name = image.GetProperty("names")[0].GetString()!;
            Assert.Equal((Bytes(image, "alone"), Bytes(image, "shared")), (chart.Values[(name, "its alone")], chart.Values[(name, "shared")]));
        }

        Assert.Equal(Images, usage.GetProperty("images").GetArrayLength());
    }

    private static IEnumerable<long> ImageFigures(JsonElement usage) =>
        usage.GetProperty("images").EnumerateArray().SelectMany(image => (long[])[Bytes(image, "apparent"), Bytes(image, "onDisk"), Bytes(image, "alone")]);

    /// <summary>The exact figures of some columns of a table, row by row.</summary>
    private static async Task<IEnumerable<long>> TableAsync(Browser browser, string caption, params int[] columns) =>
        (await browser.EvaluateAsync($$"""
            [...[...document.querySelectorAll('caption')].find(caption => caption.textContent === '{{caption}}').parentElement.tBodies[0].rows]
              .flatMap(row => [{{string.Join(',', columns)}}].map(column => row.cells[column].dataset.value))
            """)).AsArray().Select(value => long.Parse(value!.GetValue<string>()));

    private static long Bytes(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
