using System.CommandLine;
using GraphDriver.Cli.Progress;
using GraphDriver.Oci.Model;
using GraphDriver.Pull;

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
        var sources = new ImageSources(globals);
        var command = new Command("pull", "Pull an image into the store and print its id") { reference, platform, progress, quiet };
        sources.AddTo(command);
        command.SetAction((parsed, cancellationToken) => PullAsync(
            parsed,
            globals,
            sources,
            parsed.GetRequiredValue(reference),
            parsed.GetValue(platform) is { } text ? Platform.Parse(text) : Platform.Current,
            ProgressDisplay.For(parsed.GetValue(quiet) ? ProgressMode.None : parsed.GetValue(progress)),
            cancellationToken));
        return command;
    }

    private static async Task<int> PullAsync(
        ParseResult parsed, GlobalOptions globals, ImageSources sources, string reference, Platform platform,
        IProgressDisplay display, CancellationToken cancellationToken)
    {
        using var store = StoreAccess.Open(globals, parsed);
        await using var source = await sources.OpenAsync(parsed, reference, cancellationToken);
        var puller = new ImagePuller(store, new PullSettings { Platform = platform, Log = globals.DebugLog(parsed) }, display);
        var id = await display.RunAsync(() => puller.PullAsync(source, cancellationToken));
        Console.Out.WriteLine(id);
        return 0;
    }
}
