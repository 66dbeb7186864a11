using GraphDriver.Cli.Output;
using GraphDriver.Cli.Reports;
using GraphDriver.Savings.Disk;

namespace GraphDriver.Cli.Savings;

/// <summary>The page of <c>df</c>.</summary>
internal static class DiskUsageReport
{
    /// <param name="store">The store.</param>
    /// <param name="additional">The additional stores, each a section.</param>
    /// <param name="now">When it was measured.</param>
    public static Report Of(StoreUsage store, IReadOnlyList<StoreUsage> additional, DateTimeOffset now) => new()
    {
        Title = "What the store takes on the disk",
        Summary = Summary(store),
        Sections =
        [
            new ReportSection { Title = "The whole store", Blocks = [DiskBlocks.Parts(store.Parts)] },
            .. Details(store),
            .. additional.Select(other => new ReportSection
            {
                Title = $"Additional store {other.Root}",
                Blocks = [DiskBlocks.Parts(other.Parts), DiskBlocks.Images(other.Images), DiskBlocks.ImageTable(other.Images)],
            }),
        ],
        Origin = ReportOrigin.Of(store.Root, now),
        Figures = json => DiskUsageJson.Write(json, store, additional),
    };

    private static List<string> Summary(StoreUsage store)
    {
        List<string> summary =
        [
            $"{HumanText.Size(store.Parts.Total.OnDisk)} on the disk, {HumanText.Size(store.ImagesOnDisk)} of it in {store.Images.Count} images "
                + $"and {HumanText.Size(store.ContainersOnDisk)} in {store.Containers.Count} containers",
            $"{Quantity.Bytes(store.UnusedImages.Freed)} would be free without the images that no container uses; gc would free {Quantity.Bytes(store.Garbage.Freed)}.",
        ];
        if (store.SharedBlocks.CountedAgain > 0)
        {
            summary.Add($"Files share blocks: {HumanText.Size(store.SharedBlocks.CountedAgain)} of it are counted more than once.");
        }

        return summary;
    }

    private static IEnumerable<ReportSection> Details(StoreUsage store)
    {
        if (store.Images.Count > 0)
        {
            yield return new ReportSection { Title = "Images", Blocks = [DiskBlocks.Images(store.Images), DiskBlocks.ImageTable(store.Images)] };
        }

        if (store.Layers.Count > 0)
        {
            yield return new ReportSection { Title = "Layers", Blocks = [DiskBlocks.LayerTable(store.Layers)] };
        }

        if (store.Containers.Count > 0)
        {
            yield return new ReportSection { Title = "Containers", Blocks = [DiskBlocks.ContainerTable(store.Containers)] };
        }
    }
}
