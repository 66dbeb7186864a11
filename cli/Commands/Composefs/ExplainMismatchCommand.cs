using System.CommandLine;
using GraphDriver.Composefs.Comparison;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs explain-mismatch A B</c>: where and why two images differ.</summary>
internal static class ExplainMismatchCommand
{
    private const int Different = 1;

    public static Command Create()
    {
        var first = new Argument<string>("A") { Description = "An image" };
        var second = new Argument<string>("B") { Description = "Another image" };
        var limit = new Option<int>("--limit") { Description = "The most differences to print; 0 prints all", DefaultValueFactory = _ => 100, HelpName = "N" };
        var command = new Command("explain-mismatch", "Say field by field where and why two images differ; the exit code is 1 where they do") { first, second, limit };
        command.SetAction(parsed => Run(parsed.GetValue(first)!, parsed.GetValue(second)!, parsed.GetValue(limit)));
        return command;
    }

    private static int Run(string first, string second, int limit)
    {
        var count = 0;
        foreach (var difference in ImageComparer.Compare(Load(first), Load(second)))
        {
            if (limit > 0 && count == limit)
            {
                Console.Out.WriteLine($"more than {limit} differences; --limit 0 prints all");
                break;
            }

            count++;
            Console.Out.WriteLine(difference);
        }

        if (count == 0)
        {
            Console.Out.WriteLine("the images are the same to the byte");
        }

        return count == 0 ? 0 : Different;
    }

    private static ReadOnlyMemory<byte> Load(string path)
    {
        using var image = ImageFile.Open(path);
        return image.ReadAll();
    }
}
