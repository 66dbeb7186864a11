using System.CommandLine;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs missing --basedir DIR IMAGE…</c>: lists the objects that a directory lacks.</summary>
internal static class MissingCommand
{
    public static Command Create()
    {
        var directory = new Option<string>("--basedir") { Description = "The directory of objects", HelpName = "DIR", Required = true };
        var command = ComposefsCommand.OfImages(
            "missing", "List the objects of images that a directory lacks", (images, parsed) => images.MissingObjects(parsed.GetValue(directory)));
        command.Add(directory);
        return command;
    }
}
