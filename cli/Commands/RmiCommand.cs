using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver rmi</c>: takes names from images, and removes those that have none left.</summary>
internal sealed class RmiCommand
{
    private readonly GlobalOptions _globals;
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "A name or an id of an image", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Remove all images that no container uses" };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Remove an image that is given by its id with all its names, and its containers; do not mind one that is not there" };

    private RmiCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var remove = new RmiCommand(globals);
        var command = new Command("rmi", "Remove images") { remove._images, remove._all, remove._force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(remove._all) == (result.GetValue(remove._images) is { Length: > 0 }))
            {
                result.AddError("give images to remove, or --all");
            }
        });
        command.SetAction(remove.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var storage = StoreAccess.Open(_globals, parsed);
        var removal = new ImageRemoval(storage, ContainerAccess.Engine(storage, _globals, parsed), parsed.GetValue(_force));
        var failed = false;
        foreach (var remove in Removals(storage, removal, parsed))
        {
            try
            {
                Print(remove());
            }
            catch (Exception error) when (error is IOException or InvalidDataException)
            {
                Diagnostic.Write(error.Message);
                failed = true;
            }
        }

        return failed ? CommandRunner.OwnError : 0;
    }

    private IEnumerable<Func<RemovedImage>> Removals(ContainerStorage storage, ImageRemoval removal, ParseResult parsed) =>
        parsed.GetValue(_all)
            ? storage.Images.Read().Records.OrderByDescending(image => image.Created.Moment).Select(image => (Func<RemovedImage>)(() => removal.RemoveWhole(image.Id)))
            : parsed.GetRequiredValue(_images).Select(text => (Func<RemovedImage>)(() => removal.Remove(text)));

    private static void Print(RemovedImage removed)
    {
        foreach (var name in removed.Untagged)
        {
            Console.Out.WriteLine($"Untagged: {name}");
        }

        if (removed.Deleted is { } image)
        {
            Console.Out.WriteLine($"Deleted: {image}");
        }
    }
}
