using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Containers.Monitor;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver start CONTAINER…</c>: starts containers that have ended, or never ran.</summary>
internal static class StartCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("CONTAINER") { Description = "The containers, by name or id", Arity = ArgumentArity.OneOrMore };
        var attach = RunOptions.Flag("Stay with the container, and exit with its code", "--attach", "-a");
        var interactive = RunOptions.Flag("Send standard input to the container", "--interactive", "-i");
        var command = new Command("start", "Start containers that are there") { names, attach, interactive };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            var given = parsed.GetRequiredValue(names);
            if (!parsed.GetValue(attach) && !parsed.GetValue(interactive))
            {
                return EachContainer.Run(engine, given, all: false, (container, name) =>
                {
                    engine.Start(container);
                    Console.Out.WriteLine(name);
                });
            }

            if (given.Length > 1)
            {
                throw new FormatException("only one container can have this terminal: start them without --attach and --interactive");
            }

            var one = engine.Find(given[0]);
            return engine.Run(one, AttachStreams.Standard(parsed.GetValue(interactive) && one.Settings.Options.Interactive));
        });
        return command;
    }
}
