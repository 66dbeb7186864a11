using System.Net;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Oci.Registry.Uploads;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry;

/// <summary>An image that is put into a registry: the one that its name leads to by registries.conf, never a mirror.</summary>
public sealed class RegistryImageDestination : IImageDestination
{
    // Each costs a request: a blob that the first few have not is sooner sent.
    private const int MaxMounts = 4;

    private readonly HttpConnections _connections;
    private readonly RegistryHost _host;
    private readonly ImageReference _reference;
    private readonly ImageReference _repository;
    private readonly BlobUploads _uploads;
    private readonly RegistryOptions _options;
    private readonly Dictionary<string, RegistryHost> _mounts = new(StringComparer.Ordinal);

    private RegistryImageDestination(ImageReference reference, ImageReference repository, HttpConnections connections, RegistryHost host, RegistryOptions options)
    {
        (_reference, _repository, _connections, _host, _options) = (reference, repository, connections, host, options);
        Name = $"docker://{reference}";
        _uploads = new BlobUploads(host, options, $"docker://{reference.Name}", repository.Path);
    }

    public string Name { get; }

    public IReadOnlyList<string> ManifestTypes { get; } =
        [MediaType.OciManifest, MediaType.OciIndex, MediaType.DockerManifest, MediaType.DockerManifestList];

    public bool TakesPlainLayersOnly => false;

    public ImageReference Repository => _reference.WithTag(null);

    /// <summary>Opens the place of a name; nothing is sent yet.</summary>
    /// <param name="reference">The name, with Docker's defaults for what it leaves out.</param>
    /// <param name="options">How the registry is talked to.</param>
    /// <exception cref="FormatException">It has a digest: a registry gives digests, it does not take them.</exception>
    /// <exception cref="InvalidDataException">The configuration is broken or blocks the registry.</exception>
    public static RegistryImageDestination Open(ImageReference reference, RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(options);
        reference = ImageReference.ParseNormalized(reference.ToString());
        if (reference.Digest is not null)
        {
            throw new FormatException($"docker://{reference}: an image is put under a tag, not under a digest");
        }

        var configuration = RegistriesConfiguration.Load(options.Environment, options.RegistriesConf);
        var source = configuration.SourcesOf(reference)[^1];
        var connections = new HttpConnections(options);
        var host = new RegistryConnector(configuration, connections, options).Connect(source, reference, "pull,push");
        return new RegistryImageDestination(reference, source.Reference, connections, host, options);
    }

    public async Task<bool> TryReuseBlobAsync(Descriptor blob, IEnumerable<ImageReference> mountFrom, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        if (await _uploads.HasAsync(blob, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        var others = mountFrom
            .Where(other => other.Domain == _reference.Domain && other.Path != _repository.Path)
            .DistinctBy(other => other.Path)
            .Take(MaxMounts);
        foreach (var other in others)
        {
            if (await _uploads.MountAsync(blob, other, WithAccessTo(other), cancellationToken).ConfigureAwait(false))
            {
                _options.Log?.Invoke($"{Name}: blob {blob.Digest} is mounted from {other.Name}");
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="BlobUploads.PutAsync(Descriptor, Func{CancellationToken, Task{Stream}}, CancellationToken)"/>
    public Task PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken) =>
        _uploads.PutAsync(blob, open, cancellationToken);

    /// <inheritdoc cref="BlobUploads.PutAsync(string, Func{Stream, Descriptor}, CancellationToken)"/>
    public Task<Descriptor> PutBlobAsync(string what, Func<Stream, Descriptor> write, CancellationToken cancellationToken) =>
        _uploads.PutAsync(what, write, cancellationToken);

    public Task PutManifestAsync(RawManifest instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return PutManifestAsync(instance, instance.Digest.ToString(), $"docker://{_reference.Name}@{instance.Digest}", cancellationToken);
    }

    public Task CommitAsync(RawManifest topLevel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topLevel);
        return PutManifestAsync(topLevel, _reference.Tag!, Name, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var host in _mounts.Values)
        {
            host.Dispose();
        }

        _host.Dispose();
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The registry with tokens for another repository too; apart from our own, as it may be refused.</summary>
    private RegistryHost WithAccessTo(ImageReference other)
    {
        lock (_mounts)
        {
            if (!_mounts.TryGetValue(other.Path, out var host))
            {
                host = _host.With(RegistryConnector.ScopeOf(other, "pull"));
                _mounts.Add(other.Path, host);
            }

            return host;
        }
    }

    private async Task PutManifestAsync(RawManifest manifest, string tagOrDigest, string subject, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Put,
            Path = $"/v2/{_repository.Path}/manifests/{tagOrDigest}",
            Subject = subject,
            Body = () => ManifestContent(manifest),
            Expected = [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.NoContent],
        };
        try
        {
            (await _host.SendAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        catch (RegistryException error) when (error.StatusCode is HttpStatusCode.UnsupportedMediaType || error.ErrorCode is "MANIFEST_INVALID")
        {
            throw new RegistryException(
                subject, $"{error.Message[(subject.Length + 2)..]}; it does not take a manifest of type {manifest.MediaType}: perhaps another --format", error) { StatusCode = error.StatusCode, ErrorCode = error.ErrorCode };
        }
    }

    private static ByteArrayContent ManifestContent(RawManifest manifest)
    {
        var content = new ByteArrayContent(manifest.Bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", manifest.MediaType);
        return content;
    }
}
