using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry;

/// <summary>An image in a registry. Opening it finds where it is and reads its manifest.</summary>
public sealed class RegistryImageSource : IImageSource
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

    /// <summary>Opens the image that <paramref name="reference"/> names; a short name is looked up in registries.conf.</summary>
    /// <exception cref="RegistryException">The registry refuses, has no such image, or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">What it sends is not what it names, or a file of the configuration is broken.</exception>
    public static async Task<RegistryImageSource> OpenAsync(ImageReference reference, RegistryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(options);
        reference = ImageReference.ParseNormalized(reference.ToString());
        var connections = new HttpConnections(options);
        try
        {
            var client = new RegistryClient(reference, new RegistryHost(reference.Domain, options.TlsVerify == false, connections, options), options);
            var manifest = reference.Digest is { } digest
                ? await client.ReadManifestAsync(digest, cancellationToken).ConfigureAwait(false)
                : await client.ReadManifestAsync(reference.Tag!, cancellationToken).ConfigureAwait(false);
            return new RegistryImageSource(reference, connections, client, manifest);
        }
        catch
        {
            connections.Dispose();
            throw;
        }
    }

    public Task<RawManifest> ReadManifestAsync(Digest? instance, CancellationToken cancellationToken) =>
        instance is { } digest ? _client.ReadManifestAsync(digest, cancellationToken) : Task.FromResult(_manifest);

    /// <inheritdoc cref="RegistryClient.OpenBlobAsync"/>
    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => _client.OpenBlobAsync(blob, cancellationToken);

    /// <inheritdoc cref="RegistryClient.OpenBlobRangeAsync"/>
    public Task<BlobRange> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken) =>
        _client.OpenBlobRangeAsync(blob, offset, length, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }
}
