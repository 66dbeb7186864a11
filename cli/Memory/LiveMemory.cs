using GraphDriver.Savings.Memory;
using Spectre.Console;

namespace GraphDriver.Cli.Memory;

/// <summary>Reports of memory in one place of the terminal, each in that of the one before, until Ctrl-C.</summary>
internal static class LiveMemory
{
    /// <param name="measure">Makes a report.</param>
    /// <param name="interval">The pause between two.</param>
    /// <param name="cancellationToken">Ends it, which is how it is meant to end.</param>
    public static async Task RunAsync(Func<MemoryReport> measure, TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            await AnsiConsole.Live(View(measure())).StartAsync(async live =>
            {
                while (true)
                {
                    live.Refresh();
                    await Task.Delay(interval, cancellationToken);
                    live.UpdateTarget(View(measure()));
                }
            });
        }
        catch (OperationCanceledException)
        {
            // The last view stays on the terminal.
        }
    }

    /// <summary>The lines as they are, cut where the terminal ends: a name must neither be taken for markup nor break a row in two.</summary>
    private static Text View(MemoryReport report)
    {
        using var written = new StringWriter();
        MemoryTables.Write(report, written);
        var width = AnsiConsole.Profile.Width;
        return new Text(string.Join('\n', written.ToString().Split('\n').Select(line => line.Length > width ? line[..width] : line)));
    }
}
