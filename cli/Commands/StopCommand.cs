using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Output;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver stop CONTAINER…</c>: asks containers to end, and ends those that do not.</summary>
internal static class StopCommand
{
    private const int DefaultSeconds = 10;

    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("CONTAINER") { Description = "The containers, by name or id", Arity = ArgumentArity.ZeroOrMore };
        var all = RunOptions.Flag("Every container", "--all", "-a");
        var time = new Option<int>("--time", "-t", "--timeout")
        {
            Description = "How long a container has before it is killed",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => DefaultSeconds,
        };
        var command = new Command("stop", "Stop containers: their stop signal, then SIGKILL") { names, all, time };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);

            // As with podman, less than nothing means for ever.
            var seconds = parsed.GetValue(time);
            var patience = seconds < 0 ? TimeSpan.FromDays(1000) : TimeSpan.FromSeconds(seconds);
            return EachContainer.Run(engine, parsed.GetValue(names) ?? [], parsed.GetValue(all), (container, name) =>
            {
                if (!engine.Stop(container, patience) && seconds > 0)
                {
                    Diagnostic.Write(
                        $"warning: {container.Name} did not end within {seconds} seconds of {Signal.Name(container.Settings.StopSignal)} and was killed");
                }

                Console.Out.WriteLine(name);
            });
        });
        return command;
    }
}
