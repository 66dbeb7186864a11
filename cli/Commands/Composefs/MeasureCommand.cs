using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs measure FILE…</c>: prints fs-verity digests.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Any files", Arity = ArgumentArity.OneOrMore };
        var verity = new VerityOptions();
        var command = new Command("measure", "Print the fs-verity digests of files: the kernel's of those that are sealed, else computed") { files };
        verity.AddTo(command);
        command.SetAction(parsed =>
        {
            MeasureFiles.Run(parsed.GetValue(files)!, verity.Get(parsed));
            return 0;
        });
        return command;
    }
}
