using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver kill [-s SIGNAL] CONTAINER…</c>: sends a signal to containers.</summary>
internal static class KillCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("CONTAINER") { Description = "The containers, by name or id", Arity = ArgumentArity.ZeroOrMore };
        var all = RunOptions.Flag("Every running container", "--all", "-a");
        var signal = new Option<string>("--signal", "-s") { Description = "The signal, by name or number", HelpName = "SIGNAL", DefaultValueFactory = _ => "KILL" };
        var command = new Command("kill", "Send a signal to containers") { names, all, signal };
        command.SetAction(parsed =>
        {
            var number = Signal.Parse(parsed.GetValue(signal)!);
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            return EachContainer.Run(engine, parsed.GetValue(names) ?? [], parsed.GetValue(all), (container, name) =>
            {
                if (parsed.GetValue(all) && engine.Status(container).State != GraphDriver.Containers.ContainerState.Running)
                {
                    return;
                }

                engine.Kill(container, number);
                Console.Out.WriteLine(name);
            });
        });
        return command;
    }
}
