using System.Net;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Oci.Registry.Server.Directories;
using GraphDriver.Oci.Transports;
using GraphDriver.Savings.Demo.Content;

namespace GraphDriver.Savings.Demo;

/// <summary>A registry of the demo's images on a free port of loopback, which they are pushed to and pulled from over HTTP.</summary>
internal sealed class DemoRegistry : IAsyncDisposable
{
    private const string Repository = "demo";

    // The time is the user's; what goes over loopback matters little.
    private const int Level = 1;

    private readonly RegistryServer _server;
    private readonly RegistryOptions _client;
    private readonly LayerEncoder _encoder;

    private DemoRegistry(RegistryServer server, RegistryOptions client, int workers)
    {
        (_server, _client) = (server, client);
        _encoder = LayerEncoder.Create(LayerFormat.ZstdChunked, new LayerEncoderOptions { Workers = workers, Level = Level });
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where it keeps the images.</param>
    /// <param name="configuration">A folder for the client's configuration: nothing of the machine's own is to lead elsewhere.</param>
    /// <param name="workers">How many threads compress each image.</param>
    /// <param name="log">Hears what is told at debug level.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">It cannot listen.</exception>
    public static async Task<DemoRegistry> StartAsync(string folder, string configuration, int workers, Action<string>? log, CancellationToken cancellationToken)
    {
        var (registries, credentials) = ($"{configuration}/registries.conf", $"{configuration}/auth.json");
        await File.WriteAllTextAsync(registries, "", cancellationToken);
        await File.WriteAllTextAsync(credentials, "{}", cancellationToken);
        var options = new RegistryServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Log = log, Warn = log };
        var server = await RegistryServer.StartAsync(new DirectoryContent(folder, flush: false), options, cancellationToken);
        return new DemoRegistry(server, new RegistryOptions { TlsVerify = false, RegistriesConf = registries, AuthFile = credentials, Log = log }, workers);
    }

    /// <summary>Makes an image of a layer and pushes it as zstd:chunked.</summary>
    /// <exception cref="IOException">The registry refuses it, or reading the layer failed.</exception>
    public async Task PushAsync(LayerTar layer, int number, CancellationToken cancellationToken)
    {
        await using var destination = RegistryImageDestination.Open(Name(number), _client);
        EncodedLayer? encoded = null;
        var blob = await destination.PutBlobAsync($"layer {number}", stream =>
        {
            using var tar = layer.Open(number);
            encoded = _encoder.Encode(tar, stream, cancellationToken);
            return encoded.ToDescriptor();
        }, cancellationToken);
        var config = ImageConfigWriter.Write(Configuration(encoded!.DiffId), isDocker: false);
        var manifest = new Manifest
        {
            MediaType = MediaType.OciManifest,
            Config = new Descriptor { MediaType = MediaType.OciConfig, Digest = Digest.Sha256Of(config), Size = config.Length },
            Layers = [blob],
        };
        await destination.PutBlobAsync(manifest.Config, _ => Task.FromResult<Stream>(new MemoryStream(config, writable: false)), cancellationToken);
        await destination.CommitAsync(new RawManifest(ManifestWriter.Write(manifest), manifest.MediaType), cancellationToken);
    }

    /// <summary>Opens an image to be pulled.</summary>
    /// <exception cref="RegistryException">The registry has it not.</exception>
    public async Task<IImageSource> OpenAsync(int number, CancellationToken cancellationToken) => await RegistryImageSource.OpenAsync(Name(number), _client, cancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ImageReference Name(int number) => ImageReference.Parse($"{_server.EndPoint}/{Repository}:{number}");

    private static ImageConfig Configuration(DiffId layer) => new()
    {
        Architecture = Platform.Current.Architecture,
        Os = Platform.Current.Os,
        Variant = Platform.Current.Variant,
        Config = new ContainerConfig { Cmd = [SleepProcesses.Program(), SleepProcesses.Seconds] },
        RootFs = new RootFs([layer]),
    };
}
