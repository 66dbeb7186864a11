using GraphDriver.Composefs.Dump;

namespace GraphDriver.Cli.Composefs;

/// <summary><c>composefs-info</c>, with the commands, output and exit codes of the C tool (composefs-info(1)).</summary>
internal static class InfoTool
{
    public const string Usage = "usage: {name} [--basedir=path] [ls|objects|dump|missing-objects|measure-file] IMAGES...\n";

    private static readonly LongOption[] Known = [new("basedir", TakesValue: true), new("filter", TakesValue: true)];

    /// <exception cref="UsageException">The words make no sense.</exception>
    public static int Run(string[] words)
    {
        var arguments = new ToolArguments(words, Known);
        if (arguments.Operands.ToArray() is not [var command, .. var paths])
        {
            throw new UsageException("No command specified");
        }

        Action<ImageInformation, IReadOnlyList<string>> action = command switch
        {
            "ls" => (images, _) => images.List(),
            "dump" => (images, _) => images.Dump(HardLinkOrder.FirstInDump),
            "objects" => (images, _) => images.Objects(),
            "missing-objects" => (images, _) => images.MissingObjects(Last(arguments, "basedir")),
            "measure-file" => (_, files) => MeasureFiles.Run(files),
            _ => throw new ToolException($"Unknown command '{command}'"),
        };
        if (paths.Length == 0)
        {
            throw new UsageException(command == "measure-file" ? "No files specified" : "No image path specified");
        }

        var filters = arguments.Options.Where(option => option.Name == "filter").Select(option => option.Value!).ToList();
        action(new ImageInformation(paths, TopLevelNames.Parse(filters)), paths);
        return 0;
    }

    private static string? Last(ToolArguments arguments, string name) => arguments.Options.LastOrDefault(option => option.Name == name).Value;
}
