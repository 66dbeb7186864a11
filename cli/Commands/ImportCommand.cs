using System.CommandLine;
using GraphDriver.Cli.Composefs;
using GraphDriver.Cli.Images;
using GraphDriver.Images;
using GraphDriver.Oci.Model;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver import TAR|- [NAME]</c>: makes an image of one layer from a tar and prints its id.</summary>
internal sealed class ImportCommand
{
    private readonly Argument<string> _tar = new("TAR") { Description = "The tar, compressed or not; - for standard input" };
    private readonly Argument<string?> _name = new("NAME") { Description = "The image's name; a short one goes below localhost/", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "The comment in the image's history", HelpName = "TEXT" };
    private readonly Option<string?> _platform = new("--platform") { Description = "What the image runs on; this machine by default", HelpName = "os/arch[/variant]" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print the id alone, as is done anyway" };
    private readonly ChangeOption _changes = new();
    private readonly GlobalOptions _globals;

    private ImportCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var import = new ImportCommand(globals);
        var command = new Command("import", "Make an image from a tar and print its id")
        {
            import._tar, import._name, import._changes.Option, import._message, import._platform, import._quiet,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => import.Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new ImportOptions { Names = parsed.GetValue(_name) is { } name ? [ImageNames.OfNew(name)] : [], Changes = _changes.Of(parsed) };
        options = parsed.GetValue(_message) is { } message ? options with { Message = message } : options;
        options = parsed.GetValue(_platform) is { } platform ? options with { Platform = Platform.Parse(platform) } : options;
        var tar = Open(parsed.GetRequiredValue(_tar));
        using var store = StoreAccess.Open(_globals, parsed);
        Console.Out.WriteLine($"sha256:{new TarImport(store, _globals.DebugLog(parsed)).Run(tar, options, cancellationToken)}");
        return 0;
    }

    private static Stream Open(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            throw new UsageException($"{path}: only files are imported; fetch it first, or pipe it in by -");
        }

        if (path != "-")
        {
            return File.OpenRead(path);
        }

        return Console.IsInputRedirected
            ? Console.OpenStandardInput()
            : throw new UsageException("standard input is a terminal: pipe a tar in, or name a file");
    }
}
