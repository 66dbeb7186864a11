using System.CommandLine;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs objects IMAGE…</c>: lists the objects that images need.</summary>
internal static class ObjectsCommand
{
    public static Command Create() => ComposefsCommand.OfImages(
        "objects", "List the objects that images need", (images, _) => images.Objects());
}
