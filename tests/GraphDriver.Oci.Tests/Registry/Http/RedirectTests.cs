using System.Text;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry.Http;

public sealed class RedirectTests
{
    private static readonly byte[] Layer = TestOptions.Content(100_000);

    [Fact]
    public async Task Credentials_stay_with_their_host()
    {
        await using var storage = new TestHttpServer(request => request.Header("Authorization") is null
            ? new TestResponse { Body = Layer }
            : TestResponse.Text(400, "only one way to authenticate is allowed"));
        await using var registry = Create();
        registry.BlobLocation = $"{storage.Root}/storage?signature=secret&blob=";
        var log = new List<string>();
        Assert.Equal(Layer, await PullAsync(registry, log.Add));
        Assert.All(registry.Requests.Skip(1), request => Assert.NotNull(request.Header("Authorization")));
        Assert.DoesNotContain(log, line => line.Contains("signature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_do_not_come_back_by_a_redirect()
    {
        await using var registry = Create();
        await using var storage = new TestHttpServer(_ => TestResponse.Redirect($"{registry.Root}/v2/name/manifests/latest"));
        registry.BlobLocation = $"{storage.Root}/";
        await Assert.ThrowsAsync<RegistryException>(() => PullAsync(registry));
        Assert.Null(registry.Requests[^1].Header("Authorization"));
    }

    [Theory]
    [InlineData("/elsewhere/")]
    [InlineData("../../../elsewhere/")]
    public async Task A_relative_location_is_resolved_and_keeps_credentials(string location)
    {
        await using var registry = Create();
        registry.BlobLocation = location;
        registry.Extension = request => request.Path == $"/elsewhere/{TestRegistry.DigestOf(Layer)}" ? new TestResponse { Body = Layer } : null;
        Assert.Equal(Layer, await PullAsync(registry));
        Assert.NotNull(registry.Requests[^1].Header("Authorization"));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(308)]
    public async Task All_redirects_of_a_GET_are_followed(int status)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (request, _) => TestResponse.Redirect(request.Target + "?again", status));
        Assert.Equal(Layer, await PullAsync(registry));
    }

    [Fact]
    public async Task A_resumed_blob_is_redirected_anew()
    {
        var cuts = 2;
        await using var storage = new TestHttpServer(request => new TestResponse
        {
            Status = request.Range is null ? 200 : 206,
            Body = Layer.AsMemory((int)(request.Range?.First ?? 0)),
            CutAfter = cuts-- > 0 ? 30_000 : null,
        }.With("Content-Range", $"bytes {request.Range?.First ?? 0}-{Layer.Length - 1}/{Layer.Length}"));
        await using var registry = Create();
        registry.BlobLocation = $"{storage.Root}/";
        Assert.Equal(Layer, await PullAsync(registry));
        Assert.Equal([null, 30_000, 60_000], storage.Requests.Select(request => request.Range?.First));
    }

    [Fact]
    public async Task Redirects_without_end_are_ended()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 100, (request, _) => TestResponse.Redirect(request.Target));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => PullAsync(registry));
        Assert.Contains("more than 10 times", error.Message, StringComparison.Ordinal);
        Assert.Equal(11, registry.Requests.Count(request => request.Path.Contains("/blobs/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://")]
    public async Task Other_locations_are_refused(string location)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, _) => TestResponse.Redirect(location));
        await Assert.ThrowsAsync<InvalidDataException>(() => PullAsync(registry));
    }

    [Fact]
    public async Task A_downgrade_to_plain_HTTP_is_refused()
    {
        using var authority = new TestAuthority();
        await using var storage = new TestHttpServer(_ => new TestResponse { Body = Layer });
        await using var registry = Create(new TestRegistry(authority.Issue("registry")));
        registry.BlobLocation = $"{storage.Root}/";
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => PullAsync(registry));
        Assert.Contains("downgrade", error.Message, StringComparison.Ordinal);
        Assert.Empty(storage.Requests);
    }

    private static TestRegistry Create(TestRegistry? registry = null)
    {
        registry ??= new TestRegistry();
        registry.AddImage("name", "latest", "{}"u8.ToArray(), Layer);
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret"))}";
        registry.Guard = request => request.Header("Authorization") == expected
            ? null
            : TestResponse.Error(401, "UNAUTHORIZED", "authentication required").With("WWW-Authenticate", "Basic realm=\"test\"");
        return registry;
    }

    private static async Task<byte[]> PullAsync(TestRegistry registry, Action<string>? log = null)
    {
        await using var source = await TestOptions.OpenAsync(registry, "name", new RegistryOptions
        {
            TlsVerify = false,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Environment = TestOptions.Environment(),
            Credentials = RegistryCredentials.Parse("me:secret"),
            Log = log,
        });
        return await TestOptions.ReadAsync(await source.OpenBlobAsync(TestOptions.Blob(Layer), default), async: true);
    }
}
