using System.Globalization;
using System.Runtime.InteropServices;
using GraphDriver.Cli.Output;
using GraphDriver.Cli.Reports;
using GraphDriver.Savings.Demo;
using GraphDriver.Savings.Memory;

namespace GraphDriver.Cli.Demo;

/// <summary>The demo's figures as a page, beside those of the talk.</summary>
internal static class DemoReport
{
    private const string Talk = "the talk";
    private const string Here = "here";

    public static Report Of(DemoResult result) => new()
    {
        Title = $"{result.Images} images that differ in one file",
        Summary = [.. Summary(result)],
        Sections = [Disk(result), Memory(result), Times(result)],
        Origin = $"graphdriver demo on {Environment.MachineName}, {RuntimeInformation.OSDescription}, {DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}",
        Figures = json => DemoJson.Write(result, json),
    };

    private static IEnumerable<string> Summary(DemoResult result)
    {
        var composefs = result.Composefs;
        yield return result.Plain is { } plain
            ? $"{composefs.Images} images take {HumanText.Size(composefs.OnDisk)} with composefs, {plain.Images} take {HumanText.Size(plain.OnDisk)} with plain overlay"
            : $"{composefs.Images} images take {HumanText.Size(composefs.OnDisk)} with composefs";
        yield return $"An image is {HumanText.Size(result.ImageBytes)} in {result.Files} files of this machine's /usr; {HumanText.Size(result.DifferingBytes)} of it are its own. "
            + $"Each after the first takes {HumanText.Size(composefs.EachFurtherImage)}, {Quantity.Share(composefs.EachFurtherImage, composefs.FirstImage)} of the first.";
        yield return $"A sleep in each has {HumanText.Size(composefs.EachProcess.Pss)} of memory (PSS)"
            + (result.Plain is { } other ? $", {HumanText.Size(other.EachProcess.Pss)} with plain overlay." : ".");
    }

    private static ReportSection Disk(DemoResult result)
    {
        List<(string Label, Quantity Value)> bars = [($"{Talk}, plain overlay, {TalkFigures.Images} images", Quantity.Bytes(TalkFigures.PlainDisk))];
        if (result.Plain is { } plain)
        {
            bars.Add(($"{Here}, plain overlay, {plain.Images} images", Quantity.Bytes(plain.OnDisk)));
        }

        bars.Add(($"{Talk}, composefs, {TalkFigures.Images} images", Quantity.Bytes(TalkFigures.ComposefsDisk)));
        bars.Add(($"{Here}, composefs, {result.Composefs.Images} images", Quantity.Bytes(result.Composefs.OnDisk)));
        return new ReportSection
        {
            Title = "Disk",
            Blocks =
            [
                BarChart.Compare("All images on the disk", "on disk", [.. bars]),
                new LineChart { Title = "As images are pulled", Unit = Unit.Bytes, Across = "images", Lines = [.. Lines(result)] },
                new ReportTable
                {
                    Title = "The pulls",
                    Columns = ["image", "time", "fetched", "added to the disk", "part of the first"],
                    Rows = [.. result.Pulls.Select(pull => Row(pull, result.Composefs.FirstImage))],
                },
            ],
            Notes = [DemoText.Notes(result).First(), .. DemoText.Notes(result).Skip(3)],
        };
    }

    private static IEnumerable<Line> Lines(DemoResult result)
    {
        var sum = 0L;
        yield return new Line("composefs", [.. result.Pulls.Select(pull => sum += pull.OnDisk)]);
        if (result.Plain is { } plain)
        {
            yield return new Line("plain overlay", [.. Enumerable.Range(0, plain.Images).Select(number => plain.FirstImage + (number * plain.EachFurtherImage))]);
        }
    }

    private static IReadOnlyList<ReportCell> Row(PulledImage pull, long first) =>
        [pull.Name, Quantity.Time(pull.Time), Quantity.Bytes(pull.Fetched), Quantity.Bytes(pull.OnDisk), Quantity.Share(pull.OnDisk, first)];

    private static ReportSection Memory(DemoResult result)
    {
        List<(string Label, Quantity Value)> bars = [($"{Talk}, plain overlay, its own", Quantity.Bytes(TalkFigures.PlainMemory))];
        if (result.Plain is { } plain)
        {
            bars.AddRange(Bars("plain overlay", plain.EachProcess));
        }

        bars.Add(($"{Talk}, composefs, its own", Quantity.Bytes(TalkFigures.ComposefsMemory)));
        bars.AddRange(Bars("composefs", result.Composefs.EachProcess));
        return new ReportSection
        {
            Title = "Memory",
            Blocks = [BarChart.Compare("Each sleep", "memory", [.. bars]), PageCache(result)],
            Notes = [.. DemoText.Notes(result).Skip(1).Take(2)],
        };
    }

    private static IEnumerable<(string Label, Quantity Value)> Bars(string side, ProcessMemory memory) =>
        [($"{Here}, {side}, its own (USS)", Quantity.Bytes(memory.Uss)), ($"{Here}, {side}, in proportion (PSS)", Quantity.Bytes(memory.Pss))];

    private static BarChart PageCache(DemoResult result)
    {
        List<(string Label, Quantity Value)> bars = [];
        if (result.Plain is { } plain)
        {
            bars.Add(($"plain overlay, {plain.Images} images", Quantity.Bytes(plain.PageCache.CachedBytes)));
        }

        bars.Add(($"composefs, {result.Composefs.Images} images", Quantity.Bytes(result.Composefs.PageCache.CachedBytes)));
        return BarChart.Compare("What the page cache holds of the images' files", "page cache", [.. bars]);
    }

    private static ReportSection Times(DemoResult result) => new()
    {
        Title = "Time",
        Blocks =
        [
            new ReportTable
            {
                Title = "What the demo did",
                Columns = ["phase", "time"],
                Rows = [.. result.Phases.Select(phase => (IReadOnlyList<ReportCell>)[phase.Name, Quantity.Time(phase.Time)]), ["all", Quantity.Time(result.Time)]],
                HasTotal = true,
            },
        ],
    };
}
