using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs objects IMAGE…</c>: lists the objects that images need.</summary>
internal static class ObjectsCommand
{
    public static Command Create()
    {
        var (images, filter) = (ComposefsCommand.Images(), ComposefsCommand.Filter());
        var command = new Command("objects", "List the objects that images need") { images, filter };
        command.SetAction(parsed =>
        {
            new ImageInformation(parsed.GetValue(images)!, TopLevelNames.Parse(parsed.GetValue(filter))).Objects();
            return 0;
        });
        return command;
    }
}
