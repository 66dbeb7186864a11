using System.CommandLine;
using GraphDriver.Cli.Containers;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver wait CONTAINER…</c>: waits until containers have ended and prints their exit codes.</summary>
internal static class WaitCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("CONTAINER") { Description = "The containers, by name or id", Arity = ArgumentArity.OneOrMore };
        var command = new Command("wait", "Wait until containers have ended and print their exit codes") { names };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            return EachContainer.Run(engine, parsed.GetRequiredValue(names), all: false, (container, _) => Console.Out.WriteLine(engine.Wait(container)));
        });
        return command;
    }
}
