using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs ls IMAGE…</c>: lists names, with link targets and objects.</summary>
internal static class LsCommand
{
    public static Command Create()
    {
        var (images, filter) = (ComposefsCommand.Images(), ComposefsCommand.Filter());
        var command = new Command("ls", "List the names in images, with link targets and objects") { images, filter };
        command.SetAction(parsed =>
        {
            new ImageInformation(parsed.GetValue(images)!, TopLevelNames.Parse(parsed.GetValue(filter))).List();
            return 0;
        });
        return command;
    }
}
