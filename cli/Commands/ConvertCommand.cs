using System.CommandLine;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Progress;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver convert REF REF</c>: writes an image of any source to any destination in another form, without the store.</summary>
internal sealed class ConvertCommand
{
    private readonly GlobalOptions _globals;
    private readonly RegistryAccess _registry;
    private readonly FormOptions _form;
    private readonly Argument<string> _source = new("SOURCE") { Description = "The image, as pull takes it" };
    private readonly Argument<string> _destination = new("DESTINATION") { Description = "Where it goes, as push takes it" };
    private readonly Option<string?> _sourceCredentials = RegistryAccess.CredentialsOption("--src-creds", "Credentials for the source's registry, in place of --creds");
    private readonly Option<string?> _destinationCredentials = RegistryAccess.CredentialsOption("--dest-creds", "Credentials for the destination's registry, in place of --creds");
    private readonly Option<string?> _platform = new("--platform") { Description = "The platform to take from an index", HelpName = "os/arch[/variant]" };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Convert every image of an index, and the index" };
    private readonly Option<ProgressMode> _progress = new("--progress") { Description = "How progress is shown on standard error", HelpName = "auto|plain|json|none" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show no progress" };

    private ConvertCommand(GlobalOptions globals) => (_globals, _registry, _form) = (globals, new(globals), new(globals));

    public static Command Create(GlobalOptions globals)
    {
        var convert = new ConvertCommand(globals);
        var command = new Command("convert", "Write an image in another form, from any place to any place, and print its digest there")
        {
            convert._source,
            convert._destination,
            convert._sourceCredentials,
            convert._destinationCredentials,
            convert._platform,
            convert._all,
            convert._progress,
            convert._quiet,
        };
        convert._form.AddTo(command);
        convert._registry.AddTo(command);
        command.SetInterruptibleAction(convert.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var all = parsed.GetValue(_all);
        var platform = parsed.GetValue(_platform) is { } text ? Platform.Parse(text) : null;
        if (all && platform is not null)
        {
            throw new FormatException("--all takes every platform: leave --platform out");
        }

        var reference = TransportReference.Parse(parsed.GetRequiredValue(_destination));
        var configuration = StoreAccess.Configuration(_globals, parsed);
        await using var source = await ImageSources.OpenAsync(
            parsed.GetRequiredValue(_source), () => _registry.Options(parsed, parsed.GetValue(_sourceCredentials)), cancellationToken);
        await using var destination = await ImageDestinations.OpenAsync(
            reference, () => _registry.Options(parsed, parsed.GetValue(_destinationCredentials)), configuration, cancellationToken);
        var display = ProgressDisplay.For(parsed.GetValue(_quiet) ? ProgressMode.None : parsed.GetValue(_progress));
        var converter = new ImageConverter(source, destination, _form.Settings(parsed), new PushProgress(display));
        _form.Tell(parsed, await display.RunAsync(
            () => all ? converter.ConvertAllAsync(cancellationToken) : converter.ConvertAsync(platform ?? Platform.Current, cancellationToken)));
        return 0;
    }
}
