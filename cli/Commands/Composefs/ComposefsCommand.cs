using System.CommandLine;

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

    /// <summary>The argument that takes images.</summary>
    public static Argument<string[]> Images() => new("IMAGE") { Description = "Composefs images", Arity = ArgumentArity.OneOrMore };

    /// <summary>The option that limits what is read to some names of the root.</summary>
    public static Option<string[]> Filter() =>
        new("--filter") { Description = "Only this name of the root, and all below it; may be given several times", HelpName = "NAME" };
}
