using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver inspect</c>: all that the store knows of images and containers, as a JSON array.</summary>
internal sealed class InspectCommand
{
    private readonly GlobalOptions _globals;
    private readonly Argument<string[]> _names = new("IMAGE|CONTAINER") { Description = "A name or an id of a container or an image", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _format = FormatOption.Create("json");

    private InspectCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var inspect = new InspectCommand(globals);
        var command = new Command("inspect", "Show all that is known of images and containers") { inspect._names, inspect._format };
        command.SetAction(inspect.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var storage = StoreAccess.Open(_globals, parsed);
        var snapshot = storage.Read();
        var images = new ImageInspection(storage, snapshot);
        var containers = new ContainerInspection(storage, snapshot, ContainerAccess.Engine(storage, _globals, parsed));
        var found = parsed.GetRequiredValue(_names).Select(name => Find(snapshot, name)).ToList();
        JsonOutput.WriteArray(found, (json, record) =>
        {
            if (record is ContainerRecord container)
            {
                containers.Write(json, container);
            }
            else
            {
                images.Write(json, (ImageRecord)record);
            }
        });
        return 0;
    }

    // A container comes first, as with podman; all are looked up before anything is printed.
    private static StoreRecord Find(StorageSnapshot snapshot, string name)
    {
        if (snapshot.Containers.Find(name) is { } container)
        {
            return container;
        }

        try
        {
            return snapshot.GetImage(name, LocalImages.SearchRegistries).Image;
        }
        catch (FileNotFoundException error)
        {
            throw new FileNotFoundException($"{name}: there is no such image or container", error);
        }
    }
}
