using System.CommandLine;
using GraphDriver.Cli.Containers;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver rm CONTAINER…</c>: removes containers.</summary>
internal static class RmCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("CONTAINER") { Description = "The containers, by name or id", Arity = ArgumentArity.ZeroOrMore };
        var all = RunOptions.Flag("Every container", "--all", "-a");
        var force = RunOptions.Flag("Kill those that run", "--force", "-f");
        var command = new Command("rm", "Remove containers, with their layers, logs and own volumes") { names, all, force };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            return EachContainer.Run(engine, parsed.GetValue(names) ?? [], parsed.GetValue(all), (container, name) =>
            {
                engine.Remove(container, parsed.GetValue(force));
                Console.Out.WriteLine(name);
            });
        });
        return command;
    }
}
