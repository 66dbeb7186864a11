using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Savings;

namespace GraphDriver.Cli.Savings;

/// <summary>Prints what a store saves: bars, and a sentence for the disk and one for memory.</summary>
internal static class SavingsText
{
    private const int MostImages = 20;

    public static void Write(StoreSavings savings, TextWriter output)
    {
        var disk = savings.Disk;
        if (disk.Images > 0)
        {
            output.WriteLine("On the disk\n");
            var bars = new TextBars("contents", "metadata", "for sharing");
            Add(bars, "this store", disk.Shared);
            Add(bars, "plain overlay", disk.PlainOverlay);
            bars.WriteTo(output);
            WriteImages(savings, output);
        }

        if (savings.Memory.Containers.Count > 0)
        {
            output.WriteLine("\nIn the page cache\n");
            var bars = new TextBars("held");
            bars.Add("this store", savings.PageCache.CachedBytes);
            bars.Add("plain overlay", savings.PageCache.PlainOverlayBytes);
            bars.WriteTo(output);
        }

        output.WriteLine($"{(disk.Images > 0 ? "\n" : "")}{SavingsSentences.Of(disk)}");
        output.WriteLine(SavingsSentences.OfMemory(savings));
        if (SavingsSentences.OfSharedBlocks(savings) is { } blocks)
        {
            output.WriteLine(blocks);
        }
    }

    private static void Add(TextBars bars, string label, StorageCost cost) => bars.Add(label, cost.Contents, cost.Metadata, cost.Sharing);

    private static void WriteImages(StoreSavings savings, TextWriter output)
    {
        var images = savings.Usage.Images.OrderByDescending(image => image.Parts.Total.OnDisk).ToList();
        output.WriteLine(images.Count > MostImages ? $"\nThe {MostImages} largest images of {images.Count}\n" : "\nEach image\n");
        var bars = new TextBars("its alone", "shared");
        foreach (var image in images.Take(MostImages))
        {
            bars.Add(ImageNames.Label(image.Record), image.Alone, image.Shared);
        }

        bars.WriteTo(output);
    }
}
