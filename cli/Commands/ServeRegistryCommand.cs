using System.CommandLine;
using System.Globalization;
using System.Net;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Oci.Registry.Server.Directories;
using GraphDriver.Serve;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver serve-registry DIR|--store</c>: a registry of the images in a directory, or in a store, until it is interrupted.</summary>
internal sealed class ServeRegistryCommand
{
    private readonly GlobalOptions _globals;

    private readonly Argument<string?> _directory = new("DIR")
    {
        Description = "A folder of OCI image layouts, each the repository of its path, which pushing writes to; or the root of a store",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _store = new("--store") { Description = "Serve the store of --root and storage.conf, read-only" };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where to listen; port 0 takes a free one. Whoever reaches the address may pull and push",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => "127.0.0.1:5000",
    };

    private readonly Option<bool> _readOnly = new("--read-only") { Description = "Refuse pushing and deleting" };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "The certificate with its chain, PEM; plain HTTP without it", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "The certificate's key, PEM", HelpName = "FILE" };

    private ServeRegistryCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var serve = new ServeRegistryCommand(globals);
        var command = new Command("serve-registry", "Serve a directory or a store as a registry, print its address, and go on until interrupted")
        {
            serve._directory, serve._store, serve._listen, serve._readOnly, serve._certificate, serve._key,
        };
        command.SetInterruptibleAction(serve.RunAsync);
        return command;
    }

    /// <summary>An address with its port.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static IPEndPoint ParseListen(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && IPAddress.TryParse(text[..colon], out var address)
            && (text[0] == '[' || !text[..colon].Contains(':'))
            && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new IPEndPoint(address, port)
            : throw new FormatException($"--listen: '{text}' is no address with a port, such as 127.0.0.1:5000 or [::1]:5000");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        var (directory, isStore) = What(parsed);
        using var storage = isStore ? OpenStore(parsed, directory) : null;
        IRegistryContent content = storage is not null ? new StoreContent(storage, options.Log) : new DirectoryContent(directory!);
        await using var registry = await RegistryServer.StartAsync(content, options, cancellationToken);
        Console.Out.WriteLine(registry.EndPoint);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        return 0;
    }

    private (string? Directory, bool IsStore) What(ParseResult parsed) => (parsed.GetValue(_directory), parsed.GetValue(_store)) switch
    {
        (null, true) => (null, true),
        ({ } directory, false) => (directory, Directory.Exists(Path.Combine(directory, StoreLayout.Layers))),
        _ => throw new FormatException("say what to serve: either a DIR or --store"),
    };

    private ContainerStorage OpenStore(ParseResult parsed, string? root) =>
        root is null ? StoreAccess.Open(_globals, parsed) : ContainerStorage.Open(StoreAccess.Configuration(_globals, parsed, Path.GetFullPath(root)));

    private RegistryServerOptions Options(ParseResult parsed) => new()
    {
        Listen = ParseListen(parsed.GetRequiredValue(_listen)),
        ReadOnly = parsed.GetValue(_readOnly),
        Certificate = (parsed.GetValue(_certificate), parsed.GetValue(_key)) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => ServerCertificate.Load(certificate, key),
            _ => throw new FormatException("--tls-cert and --tls-key go together"),
        },
        Log = _globals.DebugLog(parsed),
        Warn = _globals.WarnLog(parsed),
    };
}
