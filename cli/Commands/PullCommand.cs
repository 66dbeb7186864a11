using System.CommandLine;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Progress;
using GraphDriver.Oci.Model;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver pull REF</c>: brings an image into the store and prints its id.</summary>
internal static class PullCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var reference = new Argument<string>("REF")
        {
            Description = "docker://host/name[:tag|@digest] (docker:// may be left out), oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE, dir:DIR",
        };
        var platform = new Option<string?>("--platform") { Description = "The platform to take from an index", HelpName = "os/arch[/variant]" };
        var progress = new Option<ProgressMode>("--progress") { Description = "How progress is shown on standard error", HelpName = "auto|plain|json|none" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Show no progress" };
        var pull = new ImagePull(globals);
        var command = new Command("pull", "Pull an image into the store and print its id") { reference, platform, progress, quiet };
        pull.AddTo(command);
        command.SetInterruptibleAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(platform) is { } text ? Platform.Parse(text) : Platform.Current;
            var display = ProgressDisplay.For(parsed.GetValue(quiet) ? ProgressMode.None : parsed.GetValue(progress));
            using var store = StoreAccess.Open(globals, parsed);
            Console.Out.WriteLine(await pull.RunAsync(parsed, store, parsed.GetRequiredValue(reference), wanted, display, cancellationToken));
            return 0;
        });
        return command;
    }
}
