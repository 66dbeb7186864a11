using System.Net;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Transports;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry;

public sealed class RegistryImageDestinationTests
{
    private static readonly byte[] Layer = TestOptions.Content(10_000_000);

    private static RegistryImageDestination Open(TestRegistry registry, string name = "some/name:v1", RegistryOptions? options = null) =>
        RegistryImageDestination.Open(ImageReference.Parse($"{registry.Host}/{name}"), options ?? TestOptions.Create());

    private static Task<Stream> OpenLayer(CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(Layer));

    private static Descriptor Write(Stream target)
    {
        for (var at = 0; at < Layer.Length; at += 300_000)
        {
            target.Write(Layer.AsSpan(at, Math.Min(300_000, Layer.Length - at)));
        }

        return TestOptions.Blob(Layer);
    }

    private static int Count(TestRegistry registry, string method) => registry.Requests.Count(request => request.Method == method);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Blobs_and_manifests_come_to_the_repository(bool known)
    {
        await using var registry = new TestRegistry();
        await using var destination = Open(registry);
        Assert.False(await destination.TryReuseBlobAsync(TestOptions.Blob(Layer), [], default));
        await PutAsync(destination, known);
        Assert.Equal(Layer, registry.Uploads.BlobsOf("some/name")[TestRegistry.DigestOf(Layer)]);
        Assert.Equal(known ? 0 : 1, Count(registry, "PATCH"));
        Assert.Equal(1, Count(registry, "PUT"));
        Assert.True(await destination.TryReuseBlobAsync(TestOptions.Blob(Layer), [], default));
        await destination.CommitAsync(new RawManifest("{}"u8.ToArray(), MediaType.OciManifest), default);
        Assert.Equal("{}"u8.ToArray(), registry.FindManifest("some/name", "v1"));
        Assert.Equal(MediaType.OciManifest, registry.Requests[^1].Header("Content-Type"));
        Assert.Equal(0, registry.Uploads.OpenCount);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_location_may_be_absolute_and_have_a_query(bool known, bool absolute)
    {
        await using var registry = new TestRegistry();
        registry.Uploads.Location = path => $"{(absolute ? registry.Root : "")}{path.Split('?')[0]}?_state=a%2Fb%3D";
        await using var destination = Open(registry);
        await PutAsync(destination, known);
        Assert.True(await destination.TryReuseBlobAsync(TestOptions.Blob(Layer), [], default));
        Assert.Contains("?_state=a%2Fb%3D&digest=sha256%3A", registry.Requests.Single(request => request.Method == "PUT").Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_that_goes_to_another_host_takes_no_credentials_there(bool known)
    {
        await using var registry = new TestRegistry();
        await using var tokens = new TestTokenService(registry);
        registry.Uploads.Location = path => $"http://localhost:{registry.Host.Split(':')[1]}{path}";
        await using var destination = Open(registry);
        await Assert.ThrowsAsync<RegistryException>(() => PutAsync(destination, known));
        var sent = registry.Requests.Where(request => request.Method is "PATCH" or "PUT").ToList();
        Assert.Equal(2, sent.Count);
        Assert.All(sent, request => Assert.Null(request.Header("Authorization")));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 3_000_000)]
    [InlineData(false, 0)]
    [InlineData(false, 3_000_000)]
    public async Task A_connection_that_is_cut_half_way_begins_anew(bool known, long after)
    {
        await using var registry = new TestRegistry();
        var cuts = 2;
        registry.CutBody = request => request.Method == (known ? "PUT" : "PATCH") && cuts-- > 0 ? after : null;
        await using var destination = Open(registry);
        await PutAsync(destination, known);
        Assert.Equal(Layer, registry.Uploads.BlobsOf("some/name")[TestRegistry.DigestOf(Layer)]);
        Assert.Equal(3, Count(registry, "POST"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_again_and_again_is_an_error_that_names_the_thing(bool known)
    {
        await using var registry = new TestRegistry();
        registry.CutBody = request => request.Method is "PUT" or "PATCH" ? 1_000_000 : null;
        await using var destination = Open(registry);
        var error = await Assert.ThrowsAsync<RegistryException>(() => PutAsync(destination, known));
        Assert.StartsWith($"docker://{registry.Host}/some/name: {(known ? $"blob {TestRegistry.DigestOf(Layer)}" : "layer")}: the connection to {registry.Host} failed", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Count(registry, "POST"));
    }

    [Theory]
    [InlineData(401, "authentication required")]
    [InlineData(403, "access denied")]
    [InlineData(404, "not found in the registry")]
    [InlineData(413, "too large for the registry")]
    [InlineData(429, "limit is reached")]
    [InlineData(500, "fails with 500")]
    public async Task A_refusal_says_why(int status, string expected)
    {
        foreach (var known in (bool[])[true, false])
        {
            await using var registry = new TestRegistry();
            registry.Refuse = request => request.Method is "PUT" or "PATCH" ? TestResponse.Error(status, "CODE", "the registry's reason") : null;
            await using var destination = Open(registry);
            var error = await Assert.ThrowsAsync<RegistryException>(() => PutAsync(destination, known));
            Assert.Equal((HttpStatusCode)status, error.StatusCode);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.Contains("the registry's reason", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_writer_that_fails_ends_the_upload_and_comes_as_it_is()
    {
        await using var registry = new TestRegistry();
        await using var destination = Open(registry);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => destination.PutBlobAsync("layer", Fail, default));
        Assert.Equal("on purpose", error.Message);
        Assert.Equal(0, registry.Uploads.OpenCount);
        Assert.Empty(registry.Uploads.BlobsOf("some/name"));

        static Descriptor Fail(Stream target)
        {
            target.Write(Layer);
            throw new InvalidDataException("on purpose");
        }
    }

    [Fact]
    public async Task A_source_that_fails_comes_as_it_is_and_is_not_tried_again()
    {
        await using var registry = new TestRegistry();
        await using var destination = Open(registry);
        var opened = 0;
        var error = await Assert.ThrowsAsync<EndOfStreamException>(() => destination.PutBlobAsync(TestOptions.Blob(Layer), Fail, default));
        Assert.Equal("on purpose", error.Message);
        Assert.Equal(1, opened);

        Task<Stream> Fail(CancellationToken cancellationToken)
        {
            opened++;
            throw new EndOfStreamException("on purpose");
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_upload()
    {
        await using var registry = new TestRegistry();
        await using var destination = Open(registry);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => destination.PutBlobAsync("layer", Write, cancel.Token));
        Assert.Empty(registry.Uploads.BlobsOf("some/name"));

        Descriptor Write(Stream target)
        {
            target.Write(Layer.AsSpan(0, 1_000_000));
            cancel.Cancel();
            cancel.Token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("not cancelled");
        }
    }

    [Fact]
    public async Task A_lost_answer_to_the_last_request_is_no_loss()
    {
        await using var registry = new TestRegistry();
        registry.Inject("digest=", 1, (_, response) => response with { CutAfter = -1 });
        await using var destination = Open(registry);
        await PutAsync(destination, known: false);
        Assert.Equal(1, Count(registry, "PATCH"));
    }

    [Fact]
    public async Task What_another_repository_of_the_registry_has_is_mounted()
    {
        await using var registry = new TestRegistry();
        await using (var first = Open(registry, "first:v1"))
        {
            await PutAsync(first, known: true);
        }

        registry.ForgetRequests();
        await using var destination = Open(registry);
        ImageReference[] others = [.. ((string[])["elsewhere.example/first", $"{registry.Host}/unknown", $"{registry.Host}/first"]).Select(ImageReference.Parse)];
        Assert.True(await destination.TryReuseBlobAsync(TestOptions.Blob(Layer), others, default));
        Assert.Equal(2, Count(registry, "POST"));
        Assert.Equal(0, registry.Uploads.OpenCount);
        Assert.Equal(Layer, registry.Uploads.BlobsOf("some/name")[TestRegistry.DigestOf(Layer)]);
    }

    [Fact]
    public async Task Tokens_are_for_pushing_and_for_the_repository_that_is_mounted_from()
    {
        await using var registry = new TestRegistry();
        await using var tokens = new TestTokenService(registry);
        await using (var first = Open(registry, "first:v1"))
        {
            await PutAsync(first, known: false);
        }

        await using var destination = Open(registry);
        Assert.True(await destination.TryReuseBlobAsync(TestOptions.Blob(Layer), [ImageReference.Parse($"{registry.Host}/first")], default));
        await destination.CommitAsync(new RawManifest("{}"u8.ToArray(), MediaType.OciManifest), default);
        Assert.Contains(tokens.Requests, request => request.Query.Contains(("scope", "repository:first:pull")) && request.Query.Contains(("scope", "repository:some/name:pull,push")));
    }

    [Fact]
    public async Task A_token_that_dies_between_two_requests_is_replaced()
    {
        await using var registry = new TestRegistry();
        await using var tokens = new TestTokenService(registry) { Uses = 2 };
        await using var destination = Open(registry);
        await PutAsync(destination, known: false);
        await PutAsync(destination, known: true);
        Assert.Equal(Layer, registry.Uploads.BlobsOf("some/name")[TestRegistry.DigestOf(Layer)]);
    }

    [Fact]
    public async Task A_redirect_that_keeps_the_method_is_followed()
    {
        await using var registry = new TestRegistry();
        registry.Inject("/blobs/uploads/", 1, (request, _) => TestResponse.Redirect(request.Target));
        await using var destination = Open(registry);
        await PutAsync(destination, known: true);
        registry.Inject("/blobs/uploads/", 1, (request, _) => TestResponse.Redirect(request.Target, 302));
        await Assert.ThrowsAsync<InvalidDataException>(() => PutAsync(destination, known: true));
    }

    [Fact]
    public async Task A_registry_that_asks_to_wait_is_waited_for()
    {
        await using var registry = new TestRegistry();
        registry.Inject("/manifests/", 2, (_, _) => TestResponse.Error(429, "TOOMANYREQUESTS", "slow down").With("Retry-After", "0"));
        await using var destination = Open(registry);
        await destination.CommitAsync(new RawManifest("{}"u8.ToArray(), MediaType.OciManifest), default);
        Assert.Equal(3, Count(registry, "PUT"));
    }

    [Fact]
    public async Task A_manifest_that_is_refused_for_its_kind_says_so()
    {
        await using var registry = new TestRegistry();
        registry.Inject("/manifests/", 1, (_, _) => TestResponse.Error(400, "MANIFEST_INVALID", "manifest invalid"));
        await using var destination = Open(registry);
        var error = await Assert.ThrowsAsync<RegistryException>(() => destination.CommitAsync(new RawManifest("{}"u8.ToArray(), MediaType.OciManifest), default));
        Assert.StartsWith($"docker://{registry.Host}/some/name:v1: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("--format", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stalled_upload_is_an_error_in_time()
    {
        await using var registry = new TestRegistry();
        registry.Inject("digest=", 10, (_, response) => response with { StallAfter = -1 });
        var options = new RegistryOptions { TlsVerify = false, MaxRetries = 0, UploadTimeout = TimeSpan.FromMilliseconds(200), Environment = TestOptions.Environment() };
        await using var destination = Open(registry, options: options);
        var error = await Assert.ThrowsAsync<RegistryException>(() => PutAsync(destination, known: true));
        Assert.Contains("no answer came in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_is_no_place()
    {
        var name = ImageReference.Parse($"registry.example/name@{TestRegistry.DigestOf(Layer)}");
        Assert.Throws<FormatException>(() => RegistryImageDestination.Open(name, TestOptions.Create()));
    }

    private static Task PutAsync(RegistryImageDestination destination, bool known) =>
        known ? destination.PutBlobAsync(TestOptions.Blob(Layer), OpenLayer, default) : destination.PutBlobAsync("layer", Write, default);
}
