using System.CommandLine;
using GraphDriver.Cli.Images;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver rmi</c>: takes names from images, and removes those that have none left.</summary>
internal sealed class RmiCommand
{
    private readonly GlobalOptions _globals;
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "A name or an id of an image", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Remove all images that no container uses" };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Remove an image that is given by its id with all its names, and do not mind one that is not there" };

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
        using var transaction = storage.BeginWrite();
        var removal = new ImageRemoval(transaction, storage.AdditionalStores, parsed.GetValue(_force));
        var all = parsed.GetValue(_all);
        var failed = false;
        foreach (var text in all ? All(transaction) : parsed.GetRequiredValue(_images))
        {
            try
            {
                Print(all ? removal.RemoveWhole(text) : removal.Remove(text));
            }
            catch (Exception error) when (error is IOException or InvalidDataException)
            {
                Console.Error.WriteLine($"graphdriver: {error.Message}");
                failed = true;
            }
        }

        return failed ? CommandRunner.OwnError : 0;
    }

    private static string[] All(StorageTransaction transaction) =>
        [.. transaction.Images.Records.Records.OrderByDescending(image => image.Created.Moment).Select(image => image.Id.Hex)];

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
