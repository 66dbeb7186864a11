using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Output;
using GraphDriver.Containers;
using GraphDriver.Linux;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver ps [-a]</c>: lists containers.</summary>
internal static class PsCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var all = RunOptions.Flag("Those that do not run too", "--all", "-a");
        var quiet = RunOptions.Flag("Print ids only", "--quiet", "-q");
        var whole = RunOptions.Flag("Print ids and commands whole", "--no-trunc");
        var format = FormatOption.Create("table");
        var command = new Command("ps", "List containers, the newest first") { all, quiet, whole, format };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var list = List(ContainerAccess.Engine(store, globals, parsed), parsed.GetValue(all));
            var isWhole = parsed.GetValue(whole);
            if (parsed.IsJson(format))
            {
                JsonOutput.WriteArray(list, (json, listing) => listing.WriteTo(json, DateTimeOffset.Now));
            }
            else if (parsed.GetValue(quiet))
            {
                list.ForEach(listing => Console.Out.WriteLine(isWhole ? listing.Container.Id.Hex : listing.Container.Id.ShortHex));
            }
            else
            {
                var table = new Table(ContainerListing.Headings);
                list.ForEach(listing => table.Add(listing.Cells(isWhole, DateTimeOffset.Now)));
                table.WriteTo(Console.Out);
            }

            return 0;
        });
        return command;
    }

    private static List<ContainerListing> List(ContainerEngine engine, bool all) =>
    [
        .. engine.List().Reverse().Select(container => TryList(engine, container)).OfType<ContainerListing>()
            .Where(listing => all || listing.Now.State == ContainerState.Running),
    ];

    /// <summary>Null where the container was removed since the list was made.</summary>
    private static ContainerListing? TryList(ContainerEngine engine, Container container)
    {
        try
        {
            return new ContainerListing(container, engine.Status(container));
        }
        catch (LinuxException error) when (error.Errno == Errno.ENOENT)
        {
            return null;
        }
    }
}
