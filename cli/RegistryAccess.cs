using System.CommandLine;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Auth;

namespace GraphDriver.Cli;

/// <summary>The options that say how registries are reached.</summary>
internal sealed class RegistryAccess(GlobalOptions globals)
{
    private readonly Option<bool?> _tlsVerify = new("--tls-verify")
    {
        Description = "Demand HTTPS and a trusted certificate; false takes any certificate, and plain HTTP where there is no HTTPS",
    };

    private readonly Option<string?> _credentials = CredentialsOption("--creds", "Credentials for the registry");

    private readonly Option<string?> _authFile = new("--authfile") { Description = "The only file that credentials are looked for in", HelpName = "FILE" };

    /// <summary>An option for credentials.</summary>
    public static Option<string?> CredentialsOption(string name, string description) => new(name) { Description = description, HelpName = "USER:PASSWORD" };

    public void AddTo(Command command)
    {
        command.Add(_tlsVerify);
        command.Add(_credentials);
        command.Add(_authFile);
    }

    /// <summary>What the options say; <paramref name="credentials"/>, where given, take the place of <c>--creds</c>.</summary>
    /// <exception cref="FormatException">The credentials are none.</exception>
    public RegistryOptions Options(ParseResult parsed, string? credentials = null) => new()
    {
        TlsVerify = parsed.GetValue(_tlsVerify),
        Credentials = (credentials ?? parsed.GetValue(_credentials)) is { } text ? RegistryCredentials.Parse(text) : null,
        AuthFile = parsed.GetValue(_authFile),
        Log = globals.DebugLog(parsed),
    };
}
