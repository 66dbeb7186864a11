using System.Globalization;
using GraphDriver.Cli.Output;
using GraphDriver.Savings;

namespace GraphDriver.Cli.Savings;

/// <summary>What sharing saves, in the sentences that people come for.</summary>
internal static class SavingsSentences
{
    /// <summary>What the figures of plain overlay leave out.</summary>
    public const string LeftOut =
        "Plain overlay takes at least so much: equal files within a layer count once, and its own directories, links and empty files are left out. "
        + "Of this store all is counted, but for containers, volumes and what is on its way in; additional stores are not counted.";

    /// <summary>What the figure of the page cache supposes.</summary>
    public const string Supposed =
        "Plain overlay has a file of its own for each layer with the content; that it would be read as far as the common one is, is supposed. "
        + "Layers that images have in common it shares as well.";

    /// <summary>Of the images on the disk.</summary>
    public static string Of(DiskSavings disk) =>
        disk.Images == 0 ? "There is no image in the store."
        : $"{Number(disk.Images, "image")} in {HumanText.Size(disk.Shared.Total)} where plain overlay takes {HumanText.Size(disk.PlainOverlay.Total)}: "
            + Saved(disk.Saved, disk.PlainOverlay.Total);

    /// <summary>Of the page cache.</summary>
    public static string OfMemory(StoreSavings savings) =>
        savings.Memory.Containers.Count == 0 ? "No container runs, so there is nothing to say of memory."
        : $"{Number(savings.Memory.Containers.Count, "running container")} of {Number(savings.PageCache.Images.Count, "image")}: {HumanText.Size(savings.PageCache.CachedBytes)} of the page cache "
            + $"where plain overlay holds {HumanText.Size(savings.PageCache.PlainOverlayBytes)}: {Saved(savings.PageCache.SavedBytes, savings.PageCache.PlainOverlayBytes)}";

    /// <summary>Where the file system shares blocks; null where it does not.</summary>
    public static string? OfSharedBlocks(StoreSavings savings) =>
        savings.Usage.SharedBlocks.CountedAgain > 0
            ? $"Files share blocks: {HumanText.Size(savings.Usage.SharedBlocks.CountedAgain)} of this store are counted more than once."
            : null;

    private static string Saved(long bytes, long of) =>
        bytes < 0 ? $"{HumanText.Size(-bytes)} more"
        : string.Create(CultureInfo.InvariantCulture, $"{HumanText.Size(bytes)} saved ({(of == 0 ? 0 : 100.0 * bytes / of):0} %)");

    private static string Number(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
