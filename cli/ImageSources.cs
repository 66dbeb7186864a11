using System.CommandLine;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Cli;

/// <summary>The options that say how registries are reached, and the opening of the image that an argument names.</summary>
internal sealed class ImageSources(GlobalOptions globals)
{
    private readonly Option<bool?> _tlsVerify = new("--tls-verify")
    {
        Description = "Demand HTTPS and a trusted certificate; false takes any certificate, and plain HTTP where there is no HTTPS",
    };

    private readonly Option<string?> _credentials = new("--creds") { Description = "Credentials for the registry", HelpName = "USER:PASSWORD" };

    private readonly Option<string?> _authFile = new("--authfile") { Description = "The only file that credentials are looked for in", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_tlsVerify);
        command.Add(_credentials);
        command.Add(_authFile);
    }

    /// <summary>Opens the image; the caller disposes what it gets.</summary>
    public Task<IImageSource> OpenAsync(ParseResult parsed, string reference, CancellationToken cancellationToken)
    {
        var factory = new ImageSourceFactory(async (name, token) => await RegistryImageSource.OpenAsync(name.Name!, Options(parsed), token));
        return factory.OpenAsync(TransportReference.Parse(reference), cancellationToken);
    }

    private RegistryOptions Options(ParseResult parsed) => new()
    {
        TlsVerify = parsed.GetValue(_tlsVerify),
        Credentials = parsed.GetValue(_credentials) is { } text ? RegistryCredentials.Parse(text) : null,
        AuthFile = parsed.GetValue(_authFile),
        Log = globals.DebugLog(parsed),
    };
}
