using System.CommandLine;
using GraphDriver.Cli.Composefs;
using GraphDriver.Composefs.Erofs;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs create SOURCE [IMAGE]</c>: makes an image of a directory or a dump.</summary>
internal static class CreateCommand
{
    private static readonly Argument<string> Source = new("SOURCE") { Description = "A directory, or a dump with --from-file; - is standard input" };
    private static readonly Argument<string?> Image = new("IMAGE") { Description = "The image; without one only its digest is printed", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> FromFile = new("--from-file") { Description = "The source is a dump (composefs-dump(5))" };
    private static readonly Option<string?> DigestStore = new("--digest-store") { Description = "Store contents of over 64 bytes there, named by their fs-verity digests", HelpName = "DIR" };
    private static readonly Option<bool> UseEpoch = new("--use-epoch") { Description = "Give every file the mtime 0" };
    private static readonly Option<bool> SkipDevices = new("--skip-devices") { Description = "Leave device nodes out" };
    private static readonly Option<bool> SkipXattrs = new("--skip-xattrs") { Description = "Leave extended attributes out" };
    private static readonly Option<bool> UserXattrs = new("--user-xattrs") { Description = "Take only extended attributes under user." };
    private static readonly Option<bool> PrintDigest = new("--print-digest") { Description = "Print the image's fs-verity digest" };
    private static readonly Option<bool> Seal = new("--seal") { Description = "Seal the image by fs-verity" };
    private static readonly Option<int> MinVersion = Version("--min-version", "The version of the format that the image has unless it needs a newer one", 0);
    private static readonly Option<int> MaxVersion = Version("--max-version", "The newest version of the format that the image may have", ImageOptions.NewestVersion);
    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads read contents",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    public static Command Create()
    {
        var command = new Command("create", "Make an image of a directory or a dump")
        {
            Source, Image, FromFile, DigestStore, UseEpoch, SkipDevices, SkipXattrs, UserXattrs, PrintDigest, Seal, MinVersion, MaxVersion, Threads,
        };
        Threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() <= 0)
            {
                result.AddError("--threads takes a number above 0");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(SkipXattrs) && result.GetValue(UserXattrs))
            {
                result.AddError("--skip-xattrs and --user-xattrs exclude each other");
            }
        });
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        MakeImage.Run(new MakeImageOptions
        {
            Source = parsed.GetValue(Source)!,
            Image = parsed.GetValue(Image),
            FromFile = parsed.GetValue(FromFile),
            PrintDigest = parsed.GetValue(PrintDigest) || parsed.GetValue(Image) is null,
            Seal = parsed.GetValue(Seal),
            Versions = new ImageOptions { MinVersion = parsed.GetValue(MinVersion), MaxVersion = parsed.GetValue(MaxVersion) },
            Directory = new DirectoryTreeOptions
            {
                SkipDevices = parsed.GetValue(SkipDevices),
                UseEpoch = parsed.GetValue(UseEpoch),
                Xattrs = parsed.GetValue(SkipXattrs) ? XattrSelection.None : parsed.GetValue(UserXattrs) ? XattrSelection.UserOnly : XattrSelection.All,
                Threads = parsed.GetValue(Threads),
                DigestStore = parsed.GetValue(DigestStore),
            },
        });
        return 0;
    }

    private static Option<int> Version(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > ImageOptions.NewestVersion)
            {
                result.AddError($"{name} takes 0 to {ImageOptions.NewestVersion}");
            }
        });
        return option;
    }
}
