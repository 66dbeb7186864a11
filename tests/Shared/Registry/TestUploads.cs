using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace GraphDriver.Testing.Registry;

/// <summary>The uploads of a <see cref="TestRegistry"/> and the blobs that came by them, each of its own repository.</summary>
public sealed class TestUploads
{
    private readonly ConcurrentDictionary<(string Repository, string Digest), byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, byte[]> _open = new();
    private int _count;

    /// <summary>Makes the <c>Location</c> of an upload from its path; null names the path alone.</summary>
    public Func<string, string>? Location { get; set; }

    /// <summary>How many uploads were begun and not ended.</summary>
    public int OpenCount => _open.Count;

    /// <summary>The blobs of a repository by digest.</summary>
    public IReadOnlyDictionary<string, byte[]> BlobsOf(string repository) =>
        _blobs.Where(blob => blob.Key.Repository == repository).ToDictionary(blob => blob.Key.Digest, blob => blob.Value);

    internal bool TryFind(string repository, string digest, [NotNullWhen(true)] out byte[]? content) => _blobs.TryGetValue((repository, digest), out content);

    internal TestResponse Answer(TestRequest request, string repository, string upload) => (request.Method, upload) switch
    {
        ("POST", "") => Begin(request, repository),
        _ when !_open.TryGetValue(upload, out _) => TestResponse.Error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"),
        ("PATCH", _) => Append(request, upload),
        ("PUT", _) => End(request, repository, upload),
        ("DELETE", _) => Drop(upload),
        _ => TestResponse.Error(405, "UNSUPPORTED", "the operation is unsupported"),
    };

    private static string? Field(TestRequest request, string name) => request.Query.FirstOrDefault(field => field.Name == name).Value;

    private TestResponse Begin(TestRequest request, string repository)
    {
        if (Field(request, "mount") is { } digest && Field(request, "from") is { } from && _blobs.TryGetValue((from, digest), out var content))
        {
            _blobs[(repository, digest)] = content;
            return new TestResponse { Status = 201 }.With("Location", $"/v2/{repository}/blobs/{digest}").With("Docker-Content-Digest", digest);
        }

        var upload = $"upload-{Interlocked.Increment(ref _count)}";
        _open[upload] = [];
        return Accept($"/v2/{repository}/blobs/uploads/{upload}");
    }

    private TestResponse Append(TestRequest request, string upload)
    {
        _open[upload] = [.. _open[upload], .. request.Body];
        return Accept(request.Path);
    }

    private TestResponse End(TestRequest request, string repository, string upload)
    {
        byte[] content = [.. _open[upload], .. request.Body];
        var digest = Field(request, "digest");
        if (digest != TestRegistry.DigestOf(content))
        {
            return TestResponse.Error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }

        _open.TryRemove(upload, out _);
        _blobs[(repository, digest)] = content;
        return new TestResponse { Status = 201 }.With("Location", $"/v2/{repository}/blobs/{digest}").With("Docker-Content-Digest", digest);
    }

    private TestResponse Drop(string upload)
    {
        _open.TryRemove(upload, out _);
        return new TestResponse { Status = 204 };
    }

    private TestResponse Accept(string path) =>
        new TestResponse { Status = 202 }.With("Location", Location?.Invoke(path) ?? path).With("Range", "0-0");
}
