using System.Globalization;
using GraphDriver.Composefs.Erofs;

namespace GraphDriver.Cli.Composefs;

/// <summary><c>mkcomposefs</c>, with the options, output and exit codes of the C tool (mkcomposefs(1)).</summary>
internal static class MakeImageTool
{
    public const string Usage = """
        Usage: {name} [OPTIONS] SOURCE IMAGE
        Options:
          --print-digest        Print the digest of the image
          --print-digest-only   Print the digest of the image, don't write image
          --from-file           The source is a dump file, not a directory
          --min-version=N       Use this minimal format version (default=0)
          --max-version=N       Use this maximum format version (default=1)

        """;

    private static readonly LongOption[] Known =
    [
        new("print-digest"), new("print-digest-only"), new("from-file"), new("min-version", TakesValue: true), new("max-version", TakesValue: true),
    ];

    /// <exception cref="UsageException">The words make no sense.</exception>
    public static int Run(string[] words)
    {
        MakeImage.Run(Parse(new ToolArguments(words, Known)));
        return 0;
    }

    internal static MakeImageOptions Parse(ToolArguments arguments)
    {
        bool Has(string name) => arguments.Options.Any(option => option.Name == name);
        var digestOnly = Has("print-digest-only");
        return new MakeImageOptions
        {
            Source = Source(arguments.Operands),
            Image = Image(arguments.Operands, digestOnly),
            FromFile = Has("from-file"),
            PrintDigest = digestOnly || Has("print-digest"),
            Versions = Versions(arguments),
        };
    }

    private static string Source(IReadOnlyList<string> operands) => operands switch
    {
        [] => throw new UsageException("No source path specified"),
        ["", ..] => throw new ToolException("Empty source path specified"),
        [_, _, _, ..] => throw new UsageException("Too many arguments"),
        [var source, ..] => source,
    };

    private static string? Image(IReadOnlyList<string> operands, bool digestOnly)
    {
        if (operands.Count == 1)
        {
            return digestOnly ? null : throw new UsageException("No destination path specified");
        }

        return digestOnly ? throw new UsageException("Cannot specify destination path with --print-digest-only") : operands[1];
    }

    // As the C tool: where one of both is given, the other is 0, and a maximum below the minimum counts as that.
    private static ImageOptions Versions(ToolArguments arguments)
    {
        var (min, max, isSet) = (0, 0, false);
        foreach (var (name, value) in arguments.Options)
        {
            switch (name)
            {
                case "min-version":
                    (min, isSet) = (Number(value, "min version"), true);
                    break;
                case "max-version":
                    (max, isSet) = (Number(value, "max version"), true);
                    break;
            }
        }

        if (min is < 0 or > ImageOptions.NewestVersion || max is < 0 or > ImageOptions.NewestVersion)
        {
            throw new ToolException($"cannot write file: the format's versions are 0 to {ImageOptions.NewestVersion}");
        }

        return isSet ? new ImageOptions { MinVersion = min, MaxVersion = max } : new ImageOptions();
    }

    private static int Number(string? text, string what) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"Invalid {what} {text}") { ShowsUsage = false };
}
