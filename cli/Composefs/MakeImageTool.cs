using System.Globalization;
using GraphDriver.Composefs.Erofs;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Composefs;

/// <summary><c>mkcomposefs</c>, with the options, output and exit codes of the C tool (mkcomposefs(1)).</summary>
internal static class MakeImageTool
{
    public static readonly string Usage = """
        Usage: {name} [OPTIONS] SOURCE IMAGE
        Options:
          --digest-store=PATH   Store content files in this directory
          --use-epoch           Make all mtimes zero
          --skip-devices        Don't store device nodes
          --skip-xattrs         Don't store file xattrs
          --user-xattrs         Only store user.* xattrs
          --print-digest        Print the digest of the image
          --print-digest-only   Print the digest of the image, don't write image
          --from-file           The source is a dump file, not a directory
          --min-version=N       Use this minimal format version (default=0)
          --max-version=N       Use this maximum format version (default=1)
          --threads=N           Use this to override the default number of threads used to calculate digest and copy files (default={threads})

        """.Replace("{threads}", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    internal static readonly LongOption[] Known =
    [
        new("digest-store", TakesValue: true), new("use-epoch"), new("skip-devices"), new("skip-xattrs"), new("user-xattrs"),
        new("print-digest"), new("print-digest-only"), new("from-file"),
        new("min-version", TakesValue: true), new("max-version", TakesValue: true), new("threads", TakesValue: true),
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
            Directory = Directory(arguments, Has),
            PrintDigest = digestOnly || Has("print-digest"),
            Versions = Versions(arguments),
        };
    }

    private static DirectoryTreeOptions Directory(ToolArguments arguments, Func<string, bool> has)
    {
        if (has("skip-xattrs") && has("user-xattrs"))
        {
            throw new ToolException("--skip-xattrs and --user-xattrs exclude each other");
        }

        var threads = Environment.ProcessorCount;
        string? store = null;
        foreach (var (name, value) in arguments.Options)
        {
            threads = name == "threads" ? Threads(value) : threads;
            store = name == "digest-store" ? value : store;
        }

        return new DirectoryTreeOptions
        {
            SkipDevices = has("skip-devices"),
            Xattrs = has("skip-xattrs") ? XattrSelection.None : has("user-xattrs") ? XattrSelection.UserOnly : XattrSelection.All,
            UseEpoch = has("use-epoch"),
            Threads = threads,
            DigestStore = store,
        };
    }

    private static int Threads(string? text) =>
        Number(text, "threads count") is > 0 and var count ? count : throw new UsageException($"Invalid threads count {text}") { ShowsUsage = false };

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
