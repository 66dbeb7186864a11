using System.CommandLine;
using GraphDriver.Cli.Output;
using GraphDriver.Cli.Reports;
using GraphDriver.Cli.Savings;
using GraphDriver.Savings.Disk;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver df</c>: what the store takes on the disk, and what could be freed.</summary>
internal static class DfCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Each part, image, layer and container, and the additional stores" };
        var html = HtmlOption.Create();
        var format = FormatOption.Create("table");
        var command = new Command("df", "Show what images, layers and containers take on the disk, alone and together") { verbose, html, format };
        command.SetAction((parsed, cancellationToken) =>
        {
            using var storage = StoreAccess.Open(globals, parsed);
            var store = DiskAccounting.Read(storage, cancellationToken);
            var additional = storage.AdditionalStores.Select(other => DiskAccounting.Read(other, cancellationToken)).ToList();
            var isJson = parsed.IsJson(format);
            HtmlOption.Print(parsed.GetValue(html), isJson, () => DiskUsageReport.Of(store, additional, DateTimeOffset.UtcNow), () =>
            {
                if (isJson)
                {
                    JsonOutput.Write(json => DiskUsageJson.Write(json, store, additional));
                }
                else
                {
                    Print(store, additional, parsed.GetValue(verbose));
                }
            });
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(StoreUsage store, List<StoreUsage> additional, bool verbose)
    {
        var text = new DiskUsageText(Console.Out);
        text.WriteSummary(store, additional);
        if (verbose)
        {
            foreach (var one in additional.Prepend(store))
            {
                Console.Out.WriteLine();
                text.WriteDetails(one);
            }
        }
    }
}
