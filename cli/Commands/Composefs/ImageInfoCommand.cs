using System.CommandLine;
using System.Text;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs info IMAGE [PATH…]</c>: what an image is, or the metadata of some of its files.</summary>
internal static class ImageInfoCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "A composefs image" };
        var paths = new Argument<string[]>("PATH") { Description = "Files in it, found without reading the rest", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("info", "Say what an image is, or print the lines that a dump has of some of its files") { image, paths };
        command.SetAction(parsed =>
        {
            var description = new ImageDescription(parsed.GetValue(image)!);
            if (parsed.GetValue(paths) is { Length: > 0 } given)
            {
                description.PrintFiles(given.Select(Encoding.UTF8.GetBytes));
            }
            else
            {
                description.Print();
            }

            return 0;
        });
        return command;
    }
}
