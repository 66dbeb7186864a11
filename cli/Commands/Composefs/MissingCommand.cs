using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs missing --basedir DIR IMAGE…</c>: lists the objects that a directory lacks.</summary>
internal static class MissingCommand
{
    public static Command Create()
    {
        var (images, filter) = (ComposefsCommand.Images(), ComposefsCommand.Filter());
        var directory = new Option<string>("--basedir") { Description = "The directory of objects", HelpName = "DIR", Required = true };
        var command = new Command("missing", "List the objects of images that a directory lacks") { images, directory, filter };
        command.SetAction(parsed =>
        {
            new ImageInformation(parsed.GetValue(images)!, TopLevelNames.Parse(parsed.GetValue(filter))).MissingObjects(parsed.GetValue(directory));
            return 0;
        });
        return command;
    }
}
