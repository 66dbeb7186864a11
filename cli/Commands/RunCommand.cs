using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Containers;
using GraphDriver.Containers.Monitor;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver run IMAGE [ARG…]</c>: makes a container from an image and runs it.</summary>
internal static class RunCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var options = new RunOptions();
        var command = new Command(
            "run",
            "Run a command in a new container and exit with its code. Without --network the container has the loopback device alone; "
            + "--network host gives it the host's network, and with it all that listens there.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            return Run(store, ContainerAccess.Engine(store, globals, parsed), options, parsed);
        });
        return command;
    }

    private static int Run(ContainerStorage store, ContainerEngine engine, RunOptions options, ParseResult parsed)
    {
        var container = engine.Create(new ImageLookup(store.Images.Read()).Get(options.ImageOf(parsed)), options.Read(parsed));
        try
        {
            if (!options.IsDetached(parsed))
            {
                return engine.Run(container, AttachStreams.Standard(container.Settings.Options.Interactive));
            }

            engine.Start(container);
            Console.Out.WriteLine(container.Id);
            return 0;
        }
        catch (IOException) when (container.Settings.Options.Remove)
        {
            engine.Remove(container, force: true);
            throw;
        }
    }
}
