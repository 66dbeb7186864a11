using System.CommandLine;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Progress;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver push IMAGE [DESTINATION]</c>: writes an image of the store to a registry or to files, and prints its digest there.</summary>
internal sealed class PushCommand
{
    private readonly GlobalOptions _globals;
    private readonly RegistryAccess _registry;
    private readonly FormOptions _form;
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name or an id of the image" };

    private readonly Argument<string?> _destination = new("DESTINATION")
    {
        Description = "docker://host/name[:tag] (docker:// may be left out), oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME], dir:DIR; the image's own name by default",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<ProgressMode> _progress = new("--progress") { Description = "How progress is shown on standard error", HelpName = "auto|plain|json|none" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show no progress" };

    private PushCommand(GlobalOptions globals) => (_globals, _registry, _form) = (globals, new(globals), new(globals));

    public static Command Create(GlobalOptions globals)
    {
        var push = new PushCommand(globals);
        var command = new Command("push", "Write an image to a registry or to files and print its digest there") { push._image, push._destination, push._progress, push._quiet };
        push._form.AddTo(command);
        push._registry.AddTo(command);
        command.SetInterruptibleAction(push.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var storage = StoreAccess.Open(_globals, parsed);
        var found = storage.Read().GetImage(parsed.GetRequiredValue(_image), LocalImages.SearchRegistries);
        var reference = parsed.GetValue(_destination) is { } text ? TransportReference.Parse(text) : OwnPlace(found, parsed.GetRequiredValue(_image));
        await using var destination = await ImageDestinations.OpenAsync(reference, () => _registry.Options(parsed), storage.Configuration, cancellationToken);
        var display = ProgressDisplay.For(parsed.GetValue(_quiet) ? ProgressMode.None : parsed.GetValue(_progress));
        var pusher = new ImagePusher(storage, _form.Settings(parsed), new PushProgress(display));
        _form.Tell(parsed, await display.RunAsync(() => pusher.PushAsync(found.Image, destination, cancellationToken)));
        return 0;
    }

    private static TransportReference OwnPlace(FoundImage found, string given) =>
        found.Name is { } name && ImageReference.Parse(name) is { Digest: null }
            ? TransportReference.Parse($"docker://{name}")
            : throw new FormatException($"{given} is no name with a tag: say where the image is to go");
}
