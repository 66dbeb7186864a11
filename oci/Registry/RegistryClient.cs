using System.Net;
using System.Security.Cryptography;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Registry;

/// <summary>
/// Reads one repository of one registry, by the distribution API, version 2
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md). May be used from several threads at once.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private const int MaxManifestSize = 4 << 20;

    private readonly RegistryHost _host;
    private readonly RegistryOptions _options;
    private readonly ImageReference _repository;

    internal RegistryClient(ImageReference repository, RegistryHost host, RegistryOptions options)
    {
        (_repository, _host, _options) = (repository.WithTag(null).WithDigest(null), host, options);
        Name = $"docker://{_repository}";
    }

    /// <summary>The repository in the transport notation.</summary>
    public string Name { get; }

    /// <summary>The registry's <c>host[:port]</c>.</summary>
    public string Host => _host.Name;

    /// <summary>Reads the manifest with a tag, proven against the digest that the registry names beside it, if any.</summary>
    /// <inheritdoc cref="ReadManifestAsync(Digest, CancellationToken)"/>
    public Task<RawManifest> ReadManifestAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return ReadManifestAsync(tag, $"{Name}:{tag}", null, cancellationToken);
    }

    /// <summary>Reads the manifest with a digest, proven against it.</summary>
    /// <exception cref="RegistryException">The registry refuses, has no such manifest, or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">What it sends is not what it names, or longer than 4 MiB.</exception>
    public Task<RawManifest> ReadManifestAsync(Digest digest, CancellationToken cancellationToken) =>
        ReadManifestAsync(digest.ToString(), $"{Name}@{digest}", digest, cancellationToken);

    /// <summary>
    /// The digest and size of the manifest with a tag, without reading it; null where the registry does not name its digest.
    /// </summary>
    /// <inheritdoc cref="ReadManifestAsync(Digest, CancellationToken)"/>
    public async Task<Descriptor?> FindManifestAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        var request = ManifestRequest(tag, $"{Name}:{tag}") with { Method = HttpMethod.Head };
        using var response = await _host.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return NamedDigest(response) is { } digest
            ? new Descriptor { MediaType = MediaTypeOf(response), Digest = digest, Size = response.Content.Headers.ContentLength ?? 0 }
            : null;
    }

    /// <summary>Whether the registry has the blob.</summary>
    /// <exception cref="RegistryException">The registry refuses or cannot be reached.</exception>
    public async Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        var request = new RegistryRequest
        {
            Method = HttpMethod.Head,
            Path = $"/v2/{_repository.Path}/blobs/{blob.Digest}",
            Subject = $"{Name}: blob {blob.Digest}",
            Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound],
        };
        using var response = await _host.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>
    /// Opens a blob; the stream proves size and digest, and resumes broken connections. <paramref name="cancellationToken"/> ends
    /// its reads too, those that block included.
    /// </summary>
    /// <exception cref="RegistryException">The registry refuses, has no such blob, or cannot be reached; reads throw it too.</exception>
    /// <exception cref="InvalidDataException">The registry has other bytes; reads throw it too.</exception>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        var fetch = Fetch(blob);
        var body = await fetch.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new VerifyingStream(new BlobStream(fetch, body, 0, blob.Size, exact: false, cancellationToken), blob, Name);
    }

    /// <summary>Asks for <paramref name="length"/> bytes of a blob from <paramref name="offset"/> on, and tells what the registry made of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The blob has no such bytes.</exception>
    /// <exception cref="RegistryException">The registry refuses, has no such blob, or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">It sends other bytes than it was asked for.</exception>
    public async Task<BlobRange> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, blob.Size - offset);
        var fetch = Fetch(blob);
        var response = await fetch.RequestRangeAsync(offset, offset + length, cancellationToken).ConfigureAwait(false);
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                var (part, end) = await fetch.OpenPartAsync(response, offset, offset + length, cancellationToken).ConfigureAwait(false);
                return Range(BlobRangeResult.Partial, fetch, part, offset, end, cancellationToken);
            case HttpStatusCode.OK:
                var whole = await fetch.OpenWholeAsync(response, cancellationToken).ConfigureAwait(false);
                return Range(BlobRangeResult.Whole, fetch, whole, 0, blob.Size, cancellationToken);
            default:
                await BoundedBody.DrainAsync(response, _options.StallTimeout, cancellationToken).ConfigureAwait(false);
                var result = response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable ? BlobRangeResult.NotSatisfiable : BlobRangeResult.NotSupported;
                response.Dispose();
                return new BlobRange(result, offset, 0, null);
        }
    }

    public void Dispose() => _host.Dispose();

    private static BlobRange Range(BlobRangeResult result, BlobFetch fetch, BlobBody body, long start, long end, CancellationToken cancellationToken) =>
        new(result, start, end - start, new BlobStream(fetch, body, start, end, exact: true, cancellationToken));

    // A registry that names no digest, or one that we do not know, leaves nothing to check.
    private static Digest? NamedDigest(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.First(), out var digest) ? digest : null;

    private static string MediaTypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType ?? "";

    private BlobFetch Fetch(Descriptor blob) => new(_host, _options, Name, _repository.Path, blob);

    private RegistryRequest ManifestRequest(string tagOrDigest, string subject) => new()
    {
        Method = HttpMethod.Get,
        Path = $"/v2/{_repository.Path}/manifests/{tagOrDigest}",
        Subject = subject,
        Accept = MediaType.Accepted,
    };

    private Task<RawManifest> ReadManifestAsync(string tagOrDigest, string subject, Digest? expected, CancellationToken cancellationToken)
    {
        return _host.SendAsync(ManifestRequest(tagOrDigest, subject), ReadAsync, cancellationToken);

        async Task<RawManifest> ReadAsync(HttpResponseMessage response)
        {
            using (response)
            {
                var bytes = await BoundedBody.ReadAsync(response, MaxManifestSize, subject, _options.StallTimeout, cancellationToken).ConfigureAwait(false);
                if ((expected ?? NamedDigest(response)) is { } digest)
                {
                    Check(bytes, digest, subject);
                }

                return new RawManifest(bytes, MediaTypeOf(response));
            }
        }
    }

    private static void Check(byte[] bytes, Digest digest, string subject)
    {
        var hash = digest.Algorithm == "sha512" ? SHA512.HashData(bytes) : SHA256.HashData(bytes);
        if (!digest.Matches(hash))
        {
            throw new InvalidDataException($"{subject}: the manifest's bytes have the digest {digest.Algorithm}:{Convert.ToHexStringLower(hash)}, not {digest}");
        }
    }
}
