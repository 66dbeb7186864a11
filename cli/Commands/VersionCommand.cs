using System.CommandLine;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver version</c>: the version, as a line or as JSON.</summary>
internal static class VersionCommand
{
    public static Command Create(GlobalOptions globals)
    {
        _ = globals;
        var format = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("version", "Print the version") { format };
        command.SetAction(parsed => Print(parsed.GetValue(format) == "json"));
        return command;
    }

    private static int Print(bool json)
    {
        var version = typeof(VersionCommand).Assembly.GetName().Version!.ToString(3);
        Console.Out.WriteLine(json ? $$"""{"version":"{{version}}"}""" : $"graphdriver {version}");
        return 0;
    }
}
