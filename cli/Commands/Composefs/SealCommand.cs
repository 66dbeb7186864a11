using System.CommandLine;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs seal FILE…</c>: seals files by fs-verity and prints their digests.</summary>
internal static class SealCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Regular files on a file system with fs-verity", Arity = ArgumentArity.OneOrMore };
        var verity = new VerityOptions();
        var command = new Command("seal", "Seal files by fs-verity, check the kernel's digests and print them") { files };
        verity.AddTo(command);
        command.SetAction(parsed =>
        {
            foreach (var file in parsed.GetValue(files)!)
            {
                Console.Out.WriteLine(FileSeal.Seal(file, verity.Get(parsed)));
            }

            return 0;
        });
        return command;
    }
}
