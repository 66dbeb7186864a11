using System.CommandLine;
using System.Text;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Metrics;
using GraphDriver.Cli.Output;
using GraphDriver.Savings.Disk;
using GraphDriver.Savings.Memory;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver metrics</c>: the figures of <c>df</c> and <c>stats</c> for Prometheus.</summary>
internal static class MetricsCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var pageCache = RunOptions.Flag("Tell what the page cache holds of the images of running containers, and what plain overlay would hold", "--page-cache");
        var perImage = RunOptions.Flag("Tell of each image, too", "--per-image");
        var output = RunOptions.Text("The file to write, which is replaced at once; standard output by default", "FILE", "--output", "-o");
        var command = new Command("metrics", "Print what the store and its running containers take, in the text format of Prometheus") { pageCache, perImage, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            using var text = new StringWriter();
            Write(new MetricsText(text), store, parsed.GetValue(pageCache), parsed.GetValue(perImage), cancellationToken);
            OutputFile.Write(Encoding.UTF8.GetBytes(text.ToString()), parsed.GetValue(output));
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>Measures and writes all of it.</summary>
    internal static void Write(MetricsText text, ContainerStorage store, bool pageCache, bool perImage, CancellationToken cancellationToken)
    {
        var usage = DiskAccounting.Read(store, cancellationToken);
        DiskMetrics.Write(text, usage);
        if (perImage)
        {
            DiskMetrics.WriteImages(text, usage);
        }

        SpaceMetrics.Write(text, store);
        MemoryMetrics.Write(text, new StoreMemory(store).Measure([], pageCache, cancellationToken), perImage);
    }
}
