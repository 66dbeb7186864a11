using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Registry;

/// <summary>
/// An image in a registry. Opening it finds what the name stands for and which of its registry's mirrors has it, by
/// registries.conf, and reads its manifest; all else comes from the same place.
/// </summary>
public sealed class RegistryImageSource : IImageSource, IBlobRangeSource
{
    private readonly HttpConnections _connections;
    private readonly RegistryClient _client;
    private readonly ImageReference _reference;
    private readonly RawManifest _manifest;

    private RegistryImageSource(ImageReference reference, HttpConnections connections, RegistryClient client, RawManifest manifest)
    {
        (_reference, _connections, _client, _manifest) = (reference, connections, client, manifest);
    }

    public string Name => $"docker://{_reference}";

    public string StorageName => _reference.ToString();

    /// <summary>Where the image was found, which may be a mirror of the registry that its name says.</summary>
    public string Host => _client.Host;

    /// <summary>Opens the image that <paramref name="reference"/> names. It may be short; of a tag beside a digest only the digest counts.</summary>
    /// <exception cref="RegistryException">No registry has such an image, or it refuses or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">What a registry sends is not what it names, or the configuration is broken or forbids it.</exception>
    public static async Task<RegistryImageSource> OpenAsync(ImageReference reference, RegistryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(options);
        var configuration = RegistriesConfiguration.Load(options.Environment, options.RegistriesConf);
        var candidates = configuration.Resolve(reference.Digest is null ? reference : reference.WithTag(null));
        var connections = new HttpConnections(options);
        try
        {
            var attempts = new PullAttempts(configuration, connections, options);
            var (name, client, manifest) = await attempts.FindAsync(candidates, cancellationToken).ConfigureAwait(false);
            return new RegistryImageSource(name, connections, client, manifest);
        }
        catch
        {
            connections.Dispose();
            throw;
        }
    }

    public Task<RawManifest> ReadManifestAsync(Digest? instance, CancellationToken cancellationToken) =>
        instance is { } digest && digest != _manifest.Digest ? _client.ReadManifestAsync(digest, cancellationToken) : Task.FromResult(_manifest);

    /// <inheritdoc cref="RegistryClient.OpenBlobAsync"/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => _client.OpenBlobAsync(blob, cancellationToken);

    /// <inheritdoc cref="RegistryClient.OpenBlobRangeAsync"/>
    public Task<BlobRange> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken) =>
        _client.OpenBlobRangeAsync(blob, offset, length, cancellationToken);

    /// <summary>Whether there are signatures where cosign puts them, under a tag made of the manifest's digest.</summary>
    public async Task<bool> HasSignaturesAsync(Digest manifest, CancellationToken cancellationToken)
    {
        try
        {
            await _client.FindManifestAsync($"{manifest.Algorithm}-{manifest.Hex}.sig", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RegistryException error) when (error.StatusCode is { } status && (int)status < 500)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }
}
