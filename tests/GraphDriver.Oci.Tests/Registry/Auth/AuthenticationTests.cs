using System.Net;
using System.Text;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry.Auth;

public sealed class AuthenticationTests
{
    private static readonly byte[] Layer = TestOptions.Content(10_000);

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task A_token_is_got_once_for_manifest_and_blobs(string field)
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { Field = field };
        await PullAsync(registry, TestOptions.Create());
        var request = Assert.Single(tokens.Requests);
        Assert.Equal([("service", "test registry"), ("scope", "repository:a/name:pull")], request.Query);
        Assert.Null(request.Header("Authorization"));
    }

    [Fact]
    public async Task Many_readers_share_one_token()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry);
        await using var source = await TestOptions.OpenAsync(registry, "a/name");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            Assert.Equal(Layer, await TestOptions.ReadAsync(await source.OpenBlobAsync(TestOptions.Blob(Layer), default), async: true))));
        Assert.Single(tokens.Requests);
    }

    [Fact]
    public async Task User_and_password_go_to_the_token_service_alone()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { User = "me:pass:word" };
        await PullAsync(registry, WithCredentials("me:pass:word"));
        Assert.Contains(("account", "me"), Assert.Single(tokens.Requests).Query);
        Assert.DoesNotContain(registry.Requests, request => request.Header("Authorization")?.StartsWith("Basic", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task An_identity_token_is_exchanged()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { IdentityToken = "refresh me" };
        await PullAsync(registry, new RegistryOptions
        {
            TlsVerify = false,
            Environment = TestOptions.Environment(),
            Credentials = new RegistryCredentials { IdentityToken = "refresh me" },
        });
        var request = Assert.Single(tokens.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Contains(("scope", "repository:a/name:pull"), request.Form);
        Assert.DoesNotContain("refresh", request.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_no_longer_taken_is_replaced()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { Uses = 1 };
        await PullAsync(registry, TestOptions.Create());
        Assert.Equal(2, tokens.Requests.Count);
    }

    [Fact]
    public async Task A_token_is_replaced_before_it_expires()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { ExpiresIn = 300 };
        var clock = new TestClock();
        await using var source = await TestOptions.OpenAsync(registry, "a/name", new RegistryOptions { TlsVerify = false, Environment = TestOptions.Environment(), Time = clock });
        clock.Now += TimeSpan.FromSeconds(269);
        await ReadAsync(source);
        Assert.Single(tokens.Requests);
        clock.Now += TimeSpan.FromSeconds(2);
        await ReadAsync(source);
        Assert.Equal(2, tokens.Requests.Count);
        Assert.DoesNotContain(registry.Requests.Skip(1), request => request.Header("Authorization") is null);
    }

    [Fact]
    public async Task A_scope_that_does_not_suffice_is_widened()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry);
        tokens.Challenge = _ => $"Bearer realm=\"{tokens.Root}/token?own=1\",scope=\"repository:other:pull\",error=\"insufficient_scope\"";
        registry.Guard = Wrap(registry.Guard!, request => request.Path == "/v2/" ? null : request);
        await PullAsync(registry, TestOptions.Create());
        Assert.Equal([("own", "1"), ("scope", "repository:a/name:pull"), ("scope", "repository:other:pull")], tokens.Requests[^1].Query);
    }

    [Fact]
    public async Task A_registry_may_ask_only_for_what_needs_it()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry);
        registry.Guard = Wrap(registry.Guard!, request => request.Path == "/v2/" ? null : request);
        await PullAsync(registry, TestOptions.Create());
        Assert.Single(tokens.Requests);
    }

    [Fact]
    public async Task Basic_authentication_repeats_the_credentials()
    {
        await using var registry = Create();
        Protect(registry, "me:secret");
        await PullAsync(registry, WithCredentials("me:secret"));
    }

    [Theory]
    [InlineData(null, "authentication required: use --creds")]
    [InlineData("me:wrong-secret", "the credentials of me are refused")]
    public async Task A_refusal_says_what_to_do_and_is_not_repeated(string? credentials, string expected)
    {
        await using var registry = Create();
        Protect(registry, "me:secret");
        var log = new List<string>();
        var error = await Assert.ThrowsAsync<RegistryException>(() => TestOptions.OpenAsync(registry, "a/name", WithCredentials(credentials, log.Add)));
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Single(registry.Requests, request => request.Path != "/v2/");
        Assert.DoesNotContain(log, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "authentication required: use --creds")]
    [InlineData("me:wrong", "the credentials of me are refused")]
    public async Task A_token_service_that_refuses_is_named(string? credentials, string expected)
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { User = "me:secret" };
        var error = await Assert.ThrowsAsync<RegistryException>(() => TestOptions.OpenAsync(registry, "a/name", WithCredentials(credentials)));
        Assert.Contains(tokens.Root, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Single(tokens.Requests);
    }

    [Theory]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"a\r\nX-Evil: 1"}""")]
    [InlineData("""{"token":5}""")]
    [InlineData("not JSON")]
    public async Task A_token_service_that_gives_no_token_is_an_error(string answer)
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { Override = _ => TestResponse.Text(200, answer) };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => TestOptions.OpenAsync(registry, "a/name"));
        Assert.Contains(tokens.Root, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_service_that_fails_is_tried_again()
    {
        await using var registry = Create();
        var left = 2;
        await using var tokens = new TestTokenService(registry) { Override = _ => left-- > 0 ? TestResponse.Text(503, "") : null };
        await PullAsync(registry, TestOptions.Create());
        Assert.Equal(3, tokens.Requests.Count);
    }

    [Fact]
    public async Task Neither_tokens_nor_passwords_are_logged()
    {
        await using var registry = Create();
        await using var tokens = new TestTokenService(registry) { User = "me:secret" };
        var log = new List<string>();
        await PullAsync(registry, WithCredentials("me:secret", log.Add));
        Assert.Contains(log, line => line == $"GET {registry.Root}/v2/a/name/manifests/latest -> 200");
        Assert.DoesNotContain(log, line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("token-", StringComparison.Ordinal));
    }

    private static TestRegistry Create()
    {
        var registry = new TestRegistry();
        registry.AddImage("a/name", "latest", "{}"u8.ToArray(), Layer);
        return registry;
    }

    private static RegistryOptions WithCredentials(string? credentials, Action<string>? log = null) => new()
    {
        TlsVerify = false,
        Environment = TestOptions.Environment(),
        Credentials = credentials is null ? null : RegistryCredentials.Parse(credentials),
        Log = log,
    };

    private static Func<TestRequest, TestResponse?> Wrap(Func<TestRequest, TestResponse?> guard, Func<TestRequest, TestRequest?> select) =>
        request => select(request) is { } guarded ? guard(guarded) : null;

    private static void Protect(TestRegistry registry, string user)
    {
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}";
        registry.Guard = request => request.Header("Authorization") == expected
            ? null
            : TestResponse.Error(401, "UNAUTHORIZED", "authentication required").With("WWW-Authenticate", "Basic realm=\"test\"");
    }

    private static async Task PullAsync(TestRegistry registry, RegistryOptions options)
    {
        await using var source = await TestOptions.OpenAsync(registry, "a/name", options);
        await ReadAsync(source);
    }

    private static async Task ReadAsync(RegistryImageSource source) =>
        Assert.Equal(Layer, await TestOptions.ReadAsync(await source.OpenBlobAsync(TestOptions.Blob(Layer), default), async: true));

    private sealed class TestClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
