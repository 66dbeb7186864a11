using System.CommandLine;
using GraphDriver.Cli.Composefs;
using GraphDriver.Composefs.Dump;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs dump IMAGE…</c>: prints images as text that they can be made of again.</summary>
internal static class DumpCommand
{
    public static Command Create()
    {
        var (images, filter) = (ComposefsCommand.Images(), ComposefsCommand.Filter());
        var command = new Command("dump", "Print images as text (composefs-dump(5)) of which mkcomposefs makes the same images again") { images, filter };
        command.SetAction(parsed =>
        {
            new ImageInformation(parsed.GetValue(images)!, TopLevelNames.Parse(parsed.GetValue(filter))).Dump(HardLinkOrder.AsWritten);
            return 0;
        });
        return command;
    }
}
