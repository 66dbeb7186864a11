using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Images;
using GraphDriver.Push;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver commit CONTAINER [NAME]</c>: makes an image from a container and prints its id.</summary>
internal sealed class CommitCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "A name or an id of the container" };
    private readonly Argument<string?> _name = new("NAME") { Description = "The image's name; a short one goes below localhost/", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _author = new("--author", "-a") { Description = "Who made the image", HelpName = "NAME" };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "The comment in the image's history", HelpName = "TEXT" };
    private readonly Option<ManifestFormat> _format = new("--format", "-f") { Description = "The form of the image's documents", HelpName = "oci|docker" };
    private readonly Option<bool> _pause = new("--pause", "-p") { Description = "Pause the container while its files are read" };
    private readonly Option<bool> _squash = new("--squash", "-s") { Description = "Make one layer of all that the container shows" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print the id alone, as is done anyway" };
    private readonly Option<string?> _idFile = new("--iidfile") { Description = "Write the image's id to a file", HelpName = "FILE" };
    private readonly ChangeOption _changes = new();
    private readonly GlobalOptions _globals;

    private CommitCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var commit = new CommitCommand(globals);
        var command = new Command("commit", "Make an image from a container and print its id")
        {
            commit._container, commit._name, commit._author, commit._changes.Option, commit._format, commit._idFile, commit._message, commit._pause,
            commit._quiet, commit._squash,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => commit.Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new CommitOptions
        {
            Names = parsed.GetValue(_name) is { } name ? [ImageNames.OfNew(name)] : [],
            Author = parsed.GetValue(_author),
            Message = parsed.GetValue(_message),
            Changes = _changes.Of(parsed),
            Format = parsed.GetValue(_format),
            Pause = parsed.GetValue(_pause),
            Squash = parsed.GetValue(_squash),
        };
        using var store = StoreAccess.Open(_globals, parsed);
        var container = ContainerAccess.Engine(store, _globals, parsed).Find(parsed.GetRequiredValue(_container));
        WarnOfLosses(options);
        var id = new ContainerCommit(store, _globals.DebugLog(parsed)).Run(container, options, cancellationToken);
        if (parsed.GetValue(_idFile) is { } file)
        {
            File.WriteAllText(file, $"sha256:{id}");
        }

        Console.Out.WriteLine(id);
        return 0;
    }

    private static void WarnOfLosses(CommitOptions options)
    {
        if (options.Format == ManifestFormat.Oci && options.Changes.Any(change => change.TrimStart().StartsWith("ONBUILD", StringComparison.OrdinalIgnoreCase)))
        {
            Diagnostic.Write("warning: OCI's images have no ONBUILD, which is left out; --format docker keeps it");
        }
    }
}
