using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Memory;
using GraphDriver.Cli.Output;
using GraphDriver.Savings.Memory;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver stats [--page-cache] [CONTAINER…]</c>: the memory of running containers.</summary>
internal static class StatsCommand
{
    private const double MostSeconds = 24 * 60 * 60;

    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("CONTAINER") { Description = "The containers, by name or id, podman's too; all that run by default", Arity = ArgumentArity.ZeroOrMore };
        var pageCache = RunOptions.Flag("Tell what the page cache holds of their images, and what plain overlay would hold", "--page-cache");
        var once = RunOptions.Flag("Print once; without it a terminal shows a live view, until Ctrl-C", "--no-stream");
        var interval = new Option<double>("--interval", "-i") { Description = "The pause between two views, in seconds", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        var format = FormatOption.Create("table");
        var command = new Command("stats", "Tell the memory of running containers: unique (USS), shared in proportion (PSS), and all (RSS)")
        {
            names, pageCache, once, interval, format,
        };
        command.SetInterruptibleAction(async (parsed, cancellationToken) =>
        {
            var pause = Pause(parsed.GetValue(interval));
            using var store = StoreAccess.Open(globals, parsed);
            var memory = new StoreMemory(store);
            var (wanted, withCache) = (parsed.GetValue(names) ?? [], parsed.GetValue(pageCache));
            if (parsed.IsJson(format))
            {
                var report = Measure();
                JsonOutput.Write(json => MemoryDocument.Write(report, json));
            }
            else if (parsed.GetValue(once) || Console.IsOutputRedirected)
            {
                MemoryTables.Write(Measure(), Console.Out);
            }
            else
            {
                await LiveMemory.RunAsync(Measure, pause, cancellationToken);
            }

            return 0;

            MemoryReport Measure() => memory.Measure(wanted, withCache, cancellationToken);
        });
        return command;
    }

    /// <exception cref="FormatException">It is no time that one would wait.</exception>
    private static TimeSpan Pause(double seconds) =>
        seconds is > 0 and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"--interval {seconds}: give seconds, more than 0 and no more than a day");
}
