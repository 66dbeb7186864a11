using System.CommandLine;
using GraphDriver.Cli.Progress;
using GraphDriver.Oci.Model;
using GraphDriver.Pull;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>A pull as a command does it: with the options that say how registries are reached.</summary>
internal sealed class ImagePull(GlobalOptions globals)
{
    private readonly RegistryAccess _registry = new(globals);

    public void AddTo(Command command) => _registry.AddTo(command);

    /// <summary>Pulls an image and returns its id.</summary>
    public async Task<ImageId> RunAsync(
        ParseResult parsed, ContainerStorage store, string reference, Platform platform, IProgressDisplay display, CancellationToken cancellationToken)
    {
        await using var source = await ImageSources.OpenAsync(reference, () => _registry.Options(parsed), cancellationToken);
        var puller = new ImagePuller(store, new PullSettings { Platform = platform, Log = globals.DebugLog(parsed) }, display);
        return await display.RunAsync(() => puller.PullAsync(source, cancellationToken));
    }
}
