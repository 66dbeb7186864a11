using System.CommandLine;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs ls IMAGE…</c>: lists names, with link targets and objects.</summary>
internal static class LsCommand
{
    public static Command Create() => ComposefsCommand.OfImages(
        "ls", "List the names in images, with link targets and objects", (images, _) => images.List());
}
