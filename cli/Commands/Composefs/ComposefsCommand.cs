using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs …</c>: stand-alone composefs images, as mkcomposefs, composefs-info and mount.composefs handle them.</summary>
internal static class ComposefsCommand
{
    public static Command Create() => new("composefs", "Make, inspect and mount composefs images")
    {
        CreateCommand.Create(),
        DumpCommand.Create(),
        ExplainMismatchCommand.Create(),
        ImageInfoCommand.Create(),
        ImageMountCommand.Create(),
        LsCommand.Create(),
        MeasureCommand.Create(),
        MissingCommand.Create(),
        ObjectsCommand.Create(),
        SealCommand.Create(),
    };

    /// <summary>A command that prints what is in images, or below some names of their roots alone.</summary>
    public static Command OfImages(string name, string description, Action<ImageInformation, ParseResult> print)
    {
        var images = new Argument<string[]>("IMAGE") { Description = "Composefs images", Arity = ArgumentArity.OneOrMore };
        var filter = new Option<string[]>("--filter") { Description = "Only this name of the root, and all below it; may be given several times", HelpName = "NAME" };
        var command = new Command(name, description) { images, filter };
        command.SetAction(parsed =>
        {
            print(new ImageInformation(parsed.GetValue(images)!, TopLevelNames.Parse(parsed.GetValue(filter))), parsed);
            return 0;
        });
        return command;
    }
}
