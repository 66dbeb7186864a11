using GraphDriver.Cli.Output;
using GraphDriver.Savings.Memory;
using GraphDriver.Store;

namespace GraphDriver.Cli.Memory;

/// <summary>A report of memory in words and columns.</summary>
internal static class MemoryTables
{
    private const string NoName = "<none>";

    private static readonly string[] ContainerHeadings = ["CONTAINER ID", "NAME", "IMAGE", "PROCESSES", "USS", "PSS", "RSS", "SWAP"];
    private static readonly string[] ImageHeadings = ["IMAGE ID", "IMAGE", "CONTAINERS", "LAYERS", "CACHED", "SHARED"];

    /// <summary>Writes what there is to say of a moment.</summary>
    public static void Write(MemoryReport report, TextWriter output)
    {
        var containers = new Table(ContainerHeadings);
        foreach (var container in report.Containers)
        {
            containers.Add(Cells(container));
        }

        if (report.Containers.Count > 1)
        {
            containers.Add(["", "total", "", $"{report.Containers.Sum(one => one.Processes.Count)}", .. Sizes(report.Total)]);
        }

        containers.WriteTo(output);
        if (report.PageCache is { } cache)
        {
            output.WriteLine();
            Write(cache, output);
        }
    }

    private static void Write(PageCacheUsage cache, TextWriter output)
    {
        var images = new Table(ImageHeadings);
        foreach (var image in cache.Images)
        {
            images.Add(ShortId(image.Image), Named(image.Name), $"{image.Containers}", $"{image.Layers}", HumanText.Size(image.CachedBytes), HumanText.Size(image.SharedBytes));
        }

        images.WriteTo(output);
        output.WriteLine();
        output.WriteLine(
            $"page cache of these images: {HumanText.Size(cache.CachedBytes)}; plain overlay would hold {HumanText.Size(cache.PlainOverlayBytes)} for the same containers, "
            + $"{HumanText.Size(cache.SavedBytes)} more");
    }

    private static string[] Cells(ContainerMemory measured) =>
    [
        ShortId(measured.Container.Id),
        Diagnostic.OneLine(measured.Container.Name),
        measured.Container.ImageName.Length > 0 ? Diagnostic.OneLine(measured.Container.ImageName) : ShortId(measured.Container.Image),
        $"{measured.Processes.Count}",
        .. Sizes(measured.Memory),
    ];

    private static string[] Sizes(ProcessMemory memory) =>
        [HumanText.Size(memory.Uss), HumanText.Size(memory.Pss), HumanText.Size(memory.Rss), HumanText.Size(memory.Swap)];

    private static string Named(string name) => name.Length > 0 ? Diagnostic.OneLine(name) : NoName;

    private static string ShortId(string id) => ImageId.TryParse(id, out var parsed) ? parsed.ShortHex : id;
}
