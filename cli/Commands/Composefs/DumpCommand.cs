using System.CommandLine;
using GraphDriver.Composefs.Dump;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs dump IMAGE…</c>: prints images as text that they can be made of again.</summary>
internal static class DumpCommand
{
    public static Command Create() => ComposefsCommand.OfImages(
        "dump", "Print images as text (composefs-dump(5)) of which mkcomposefs makes the same images again", (images, _) => images.Dump(HardLinkOrder.AsWritten));
}
