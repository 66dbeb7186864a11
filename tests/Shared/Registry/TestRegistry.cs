using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace GraphDriver.Testing.Registry;

/// <summary>
/// A registry on a loopback port, with the distribution API, version 2. It behaves; <see cref="Inject"/> makes
/// it misbehave, <see cref="Guard"/> makes it ask who is there.
/// </summary>
public sealed class TestRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string MediaType)> _manifests = new();
    private readonly List<TestFault> _faults = [];
    private readonly TestUploads _uploads = new();
    private readonly TestHttpServer _server;
    private long _blobBytes;

    public TestRegistry(X509Certificate2? certificate = null, X509Certificate2? clientAuthority = null) =>
        _server = new TestHttpServer(Answer, certificate, clientAuthority);

    /// <inheritdoc cref="TestUploads"/>
    public TestUploads Uploads => _uploads;

    /// <inheritdoc cref="TestHttpServer.Refuse"/>
    public Func<TestRequest, TestResponse?>? Refuse
    {
        get => _server.Refuse;
        set => _server.Refuse = value;
    }

    /// <inheritdoc cref="TestHttpServer.CutBody"/>
    public Func<TestRequest, long?>? CutBody
    {
        get => _server.CutBody;
        set => _server.CutBody = value;
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host => _server.Host;

    public string Root => _server.Root;

    public IReadOnlyList<TestRequest> Requests => _server.Requests;

    public int ConnectionCount => _server.ConnectionCount;

    /// <summary>Looks at each request before it is answered; a response of its own, such as a 401, is sent instead.</summary>
    public Func<TestRequest, TestResponse?>? Guard { get; set; }

    /// <summary>Answers paths that are not the API's, such as a token service's.</summary>
    public Func<TestRequest, TestResponse?>? Extension { get; set; }

    /// <summary>Where blobs are redirected to: the URL before their digest; null serves them here.</summary>
    public string? BlobLocation { get; set; }

    /// <summary>What becomes of requests for ranges of blobs.</summary>
    public TestRanges Ranges { get; set; }

    /// <summary>How long each answer waits, as if the registry were far away.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The bytes of blobs that were sent.</summary>
    public long BlobBytes => Interlocked.Read(ref _blobBytes);

    /// <summary>Forgets the requests and the bytes of blobs so far.</summary>
    public void ForgetRequests()
    {
        _server.ForgetRequests();
        Interlocked.Exchange(ref _blobBytes, 0);
    }

    /// <summary>Adds a blob; returns its digest.</summary>
    public string AddBlob(byte[] content) => AddBlob(content, DigestOf(content));

    /// <summary>Adds a blob under a digest that it need not have.</summary>
    public string AddBlob(byte[] content, string digest)
    {
        _blobs[digest] = content;
        return digest;
    }

    /// <summary>Adds a manifest or index under its digest and, if given, a tag; returns the digest.</summary>
    public string AddManifest(string repository, string? tag, byte[] content, string mediaType)
    {
        var digest = DigestOf(content);
        _manifests[$"{repository}@{digest}"] = (content, mediaType);
        if (tag is not null)
        {
            _manifests[$"{repository}@{tag}"] = (content, mediaType);
        }

        return digest;
    }

    /// <summary>Adds an image of one platform, its configuration and its layers, as given; returns the manifest's digest.</summary>
    public string AddImage(string repository, string? tag, byte[] configuration, params IReadOnlyList<byte[]> layers) =>
        AddImage(repository, tag, configuration, [.. layers.Select(layer => new TestLayer(layer, "application/vnd.oci.image.layer.v1.tar"))]);

    /// <inheritdoc cref="AddImage(string, string?, byte[], IReadOnlyList{byte[]})"/>
    public string AddImage(string repository, string? tag, byte[] configuration, IReadOnlyList<TestLayer> layers)
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Describe(new TestLayer(configuration, "application/vnd.oci.image.config.v1+json")),
            ["layers"] = new JsonArray([.. layers.Select(Describe)]),
        };
        return AddManifest(repository, tag, Encoding.UTF8.GetBytes(manifest.ToJsonString()), "application/vnd.oci.image.manifest.v1+json");
    }

    /// <summary>Changes the answers to the next <paramref name="times"/> requests whose target contains <paramref name="target"/>.</summary>
    public void Inject(string target, int times, Func<TestRequest, TestResponse, TestResponse> change)
    {
        lock (_faults)
        {
            _faults.Add(new TestFault(target, times, change));
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private JsonObject Describe(TestLayer layer)
    {
        var descriptor = new JsonObject { ["mediaType"] = layer.MediaType, ["digest"] = AddBlob(layer.Blob), ["size"] = layer.Blob.Length };
        if (layer.Annotations.Count > 0)
        {
            descriptor["annotations"] = new JsonObject(layer.Annotations.Select(annotation => KeyValuePair.Create(annotation.Key, (JsonNode?)annotation.Value)));
        }

        return descriptor;
    }

    private TestResponse Answer(TestRequest request)
    {
        var response = Guard?.Invoke(request) ?? Serve(request);
        TestFault? fault;
        lock (_faults)
        {
            fault = _faults.Find(candidate => candidate.Take(request));
        }

        response = fault?.Change(request, response) ?? response;
        if (request.Path.Contains("/blobs/", StringComparison.Ordinal))
        {
            Interlocked.Add(ref _blobBytes, Math.Clamp(response.CutAfter ?? long.MaxValue, 0, response.Body.Length));
        }

        return Latency > response.Delay ? response with { Delay = Latency } : response;
    }

    private TestResponse Serve(TestRequest request)
    {
        if (request.Path == "/v2/")
        {
            return TestResponse.Text(200, "{}");
        }

        return Split(request.Path, "/manifests/") is var (repository, reference) ? ServeManifest(request, repository, reference)
            : Split(request.Path, "/blobs/uploads/") is var (target, upload) ? _uploads.Answer(request, target, upload)
            : Split(request.Path, "/blobs/") is var (holder, digest) ? ServeBlob(request, holder, digest)
            : Extension?.Invoke(request) ?? TestResponse.Text(404, "404 page not found", "text/plain");
    }

    /// <summary>A manifest that was added or uploaded; null where there is none.</summary>
    public byte[]? FindManifest(string repository, string reference) =>
        _manifests.TryGetValue($"{repository}@{reference}", out var manifest) ? manifest.Bytes : null;

    private TestResponse ServeManifest(TestRequest request, string repository, string reference)
    {
        if (request.Method == "PUT")
        {
            var digest = AddManifest(repository, reference, request.Body, request.Header("Content-Type") ?? "");
            return new TestResponse { Status = 201 }.With("Location", request.Path).With("Docker-Content-Digest", digest);
        }

        return _manifests.TryGetValue($"{repository}@{reference}", out var manifest)
            ? new TestResponse { Body = manifest.Bytes }.With("Content-Type", manifest.MediaType).With("Docker-Content-Digest", DigestOf(manifest.Bytes))
            : TestResponse.Error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    }

    private TestResponse ServeBlob(TestRequest request, string repository, string digest)
    {
        if (!_blobs.TryGetValue(digest, out var content) && !_uploads.TryFind(repository, digest, out content))
        {
            return TestResponse.Error(404, "BLOB_UNKNOWN", "blob unknown to registry");
        }

        if (BlobLocation is { } location)
        {
            return TestResponse.Redirect(location + digest);
        }

        var whole = new TestResponse { Body = content }.With("Content-Type", "application/octet-stream").With("Docker-Content-Digest", digest);
        return request.Range is var (first, last) ? TestRangeAnswer.To(Ranges, whole, first, last) : whole;
    }

    private static (string Repository, string Reference)? Split(string path, string separator)
    {
        var at = path.IndexOf(separator, StringComparison.Ordinal);
        return path.StartsWith("/v2/", StringComparison.Ordinal) && at > 4 ? (path[4..at], path[(at + separator.Length)..]) : null;
    }
}
