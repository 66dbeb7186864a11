using GraphDriver.Cli.Reports;
using GraphDriver.Savings;

namespace GraphDriver.Cli.Savings;

/// <summary>The page of <c>savings</c>.</summary>
internal static class SavingsReport
{
    /// <param name="savings">The figures.</param>
    /// <param name="now">When they were measured.</param>
    public static Report Of(StoreSavings savings, DateTimeOffset now) => new()
    {
        Title = "What sharing saves",
        Summary = [SavingsSentences.Of(savings.Disk), SavingsSentences.OfMemory(savings)],
        Sections = [.. savings.Disk.Images > 0 ? [OfDisk(savings)] : Array.Empty<ReportSection>(), .. savings.Memory.Containers.Count > 0 ? [OfMemory(savings)] : Array.Empty<ReportSection>()],
        Origin = ReportOrigin.Of(savings.Usage.Root, now),
        Figures = json => SavingsDocument.Write(json, savings),
    };

    private static ReportSection OfDisk(StoreSavings savings) => new()
    {
        Title = "On the disk",
        Blocks =
        [
            new BarChart
            {
                Title = "The images with and without sharing",
                Unit = Unit.Bytes,
                Series = ["contents of files", "metadata of either", "for sharing"],
                LabelHeading = "store",
                Bars = [Bar("this store", savings.Disk.Shared), Bar("plain overlay, at least", savings.Disk.PlainOverlay)],
            },
            DiskBlocks.Images(savings.Usage.Images),
            DiskBlocks.ImageTable(savings.Usage.Images),
            DiskBlocks.Parts(savings.Usage.Parts) with { Title = "The whole store by what it is" },
        ],
        Notes = [SavingsSentences.LeftOut, .. SavingsSentences.OfSharedBlocks(savings) is { } blocks ? [blocks] : Array.Empty<string>()],
    };

    private static ReportSection OfMemory(StoreSavings savings) => new()
    {
        Title = "In memory",
        Blocks =
        [
            BarChart.Compare(
                "The images of running containers in the page cache",
                "held",
                ("this store", Quantity.Bytes(savings.PageCache.CachedBytes)),
                ("plain overlay", Quantity.Bytes(savings.PageCache.PlainOverlayBytes))),
            MemoryBlocks.Images(savings.PageCache.Images),
            MemoryBlocks.Containers(savings.Memory.Containers),
            MemoryBlocks.ContainerTable(savings.Memory),
        ],
        Notes = [SavingsSentences.Supposed],
    };

    private static Bar Bar(string label, StorageCost cost) => new(label, [cost.Contents, cost.Metadata, cost.Sharing]);
}
