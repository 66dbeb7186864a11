using GraphDriver.Savings.Demo;
using Spectre.Console;

namespace GraphDriver.Cli.Demo;

/// <summary>Shows on standard error how the demo goes on: live on a terminal, else a line a phase.</summary>
internal static class DemoDisplay
{
    /// <summary>Runs the demo under the display.</summary>
    public static Task<DemoResult> RunAsync(Func<IDemoProgress, Task<DemoResult>> demo)
    {
        if (Console.IsErrorRedirected)
        {
            return demo(new LinesOfDemo(Console.Error));
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async view =>
            {
                var live = new LiveDemo(view, terminal);
                var result = await demo(live);
                live.End();
                return result;
            });
    }
}
