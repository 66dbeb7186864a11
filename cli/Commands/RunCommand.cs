using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Progress;
using GraphDriver.Containers;
using GraphDriver.Containers.Monitor;
using GraphDriver.Oci.Model;
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
        var pull = new ImagePull(globals);
        options.AddTo(command);
        pull.AddTo(command);
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var image = FindOrPull(store, pull, options, parsed);
            return Run(ContainerAccess.Engine(store, globals, parsed), image, options, parsed);
        });
        return command;
    }

    private static FoundImage FindOrPull(ContainerStorage store, ImagePull pull, RunOptions options, ParseResult parsed)
    {
        var name = options.ImageOf(parsed);
        var policy = options.PullPolicyOf(parsed);
        if (policy != PullPolicy.Always && LocalImages.LookIn(store.Images.Read()).Find(name) is { } found)
        {
            return found;
        }

        if (policy == PullPolicy.Never)
        {
            throw ImageLookup.NotFound(name);
        }

        var display = ProgressDisplay.For(ProgressMode.Auto);
        var id = pull.RunAsync(parsed, store, name, Platform.Current, display, CancellationToken.None).GetAwaiter().GetResult();
        return LocalImages.LookIn(store.Images.Read()).Get(id.Hex);
    }

    private static int Run(ContainerEngine engine, FoundImage image, RunOptions options, ParseResult parsed)
    {
        var container = engine.Create(image, options.Read(parsed));
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
