using GraphDriver.Cli.Reports;
using GraphDriver.Savings.Memory;
using GraphDriver.Store;

namespace GraphDriver.Cli.Savings;

/// <summary>The charts and tables of the memory of running containers.</summary>
internal static class MemoryBlocks
{
    private const int MostBars = 30;

    /// <summary>A bar an image: what the page cache holds for it alone, and for others too.</summary>
    public static BarChart Images(IReadOnlyList<ImagePageCache> images) => new()
    {
        Title = images.Count > MostBars ? $"The page cache of {MostBars} images of {images.Count}" : "The page cache of each image",
        Unit = Unit.Bytes,
        Series = ["its alone", "shared with other images"],
        LabelHeading = "image",
        Bars = [.. images.OrderByDescending(image => image.CachedBytes).Take(MostBars).Select(image => new Bar(NameOf(image), [image.CachedBytes - image.SharedBytes, image.SharedBytes]))],
    };

    /// <summary>A bar a container: its part of the memory that processes map (PSS), by what the pages are.</summary>
    public static BarChart Containers(IReadOnlyList<ContainerMemory> containers) => new()
    {
        Title = containers.Count > MostBars ? $"The memory of {MostBars} containers of {containers.Count}" : "The memory of each container",
        Description = "What its processes map, each page divided by the number of processes that map it (PSS).",
        Unit = Unit.Bytes,
        Series = ["anonymous", "files", "shared memory"],
        LabelHeading = "container",
        Bars = [.. containers.OrderByDescending(container => container.Memory.Pss).Take(MostBars).Select(Bar)],
    };

    /// <summary>A row a container, and the sum of all.</summary>
    public static ReportTable ContainerTable(MemoryReport memory) => new()
    {
        Title = "Containers",
        Columns = ["container", "image", "processes", "USS", "PSS", "RSS", "swap"],
        Rows =
        [
            .. memory.Containers.Select(container => Row(container.Container.Name, NameOf(container.Container), container.Processes.Count, container.Memory)),
            .. memory.Containers.Count > 1 ? [Row("together", "", memory.Containers.Sum(container => container.Processes.Count), memory.Total)] : Array.Empty<IReadOnlyList<ReportCell>>(),
        ],
        HasTotal = memory.Containers.Count > 1,
    };

    private static Bar Bar(ContainerMemory container)
    {
        var memory = container.Memory;
        return new Bar(container.Container.Name, [memory.PssAnonymous, memory.PssFile, memory.PssShared]);
    }

    private static IReadOnlyList<ReportCell> Row(string name, string image, int processes, ProcessMemory memory) =>
    [
        name,
        image,
        Quantity.Count(processes),
        Quantity.Bytes(memory.Uss),
        Quantity.Bytes(memory.Pss),
        Quantity.Bytes(memory.Rss),
        Quantity.Bytes(memory.Swap),
    ];

    private static string NameOf(Workload container) => NameOf(container.ImageName, container.Image);

    private static string NameOf(ImagePageCache image) => NameOf(image.Name, image.Image);

    private static string NameOf(string name, string id) => name.Length > 0 ? name : ImageId.TryParse(id, out var parsed) ? parsed.ShortHex : id;
}
