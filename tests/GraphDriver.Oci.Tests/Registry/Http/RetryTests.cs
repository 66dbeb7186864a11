using System.Diagnostics;
using System.Net;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry.Http;

public sealed class RetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_may_pass_is_tried_three_times_more(int status)
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 3, (_, _) => TestResponse.Text(status, ""));
        await (await TestOptions.OpenAsync(registry, "name")).DisposeAsync();
        Assert.Equal(4, Manifests(registry));
        registry.Inject("/manifests/", 4, (_, _) => TestResponse.Error(status, "UNKNOWN", "some reason"));
        var error = await Assert.ThrowsAsync<RegistryException>(() => TestOptions.OpenAsync(registry, "name"));
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Contains("some reason", error.Message, StringComparison.Ordinal);
        Assert.Equal(8, Manifests(registry));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(418)]
    public async Task A_refusal_is_not_repeated(int status)
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 1, (_, _) => TestResponse.Text(status, "<html>no JSON</html>", "text/html"));
        var error = await Assert.ThrowsAsync<RegistryException>(() => TestOptions.OpenAsync(registry, "name"));
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal(1, Manifests(registry));
    }

    [Fact]
    public async Task The_ping_is_tried_again_too()
    {
        await using var registry = Create();
        registry.Inject("/v2/", 2, (_, _) => TestResponse.Text(503, ""));
        await (await TestOptions.OpenAsync(registry, "name")).DisposeAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public async Task A_cut_connection_is_tried_again(int after)
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 2, (_, response) => response with { CutAfter = after });
        await (await TestOptions.OpenAsync(registry, "name")).DisposeAsync();
        Assert.Equal(3, Manifests(registry));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public async Task A_stall_is_a_cut(int after)
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 1, (_, response) => response with { StallAfter = after });
        var options = new RegistryOptions
        {
            TlsVerify = false,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            HeaderTimeout = TimeSpan.FromSeconds(1),
            StallTimeout = TimeSpan.FromMilliseconds(200),
            Environment = TestOptions.Environment(),
        };
        await (await TestOptions.OpenAsync(registry, "name", options)).DisposeAsync();
        Assert.Equal(2, Manifests(registry));
    }

    [Fact]
    public async Task Nobody_there_is_an_error_that_names_the_host()
    {
        string host;
        await using (var gone = new TestRegistry())
        {
            host = gone.Host;
        }

        var error = await Assert.ThrowsAsync<RegistryException>(() => RegistryImageSource.OpenAsync(ImageReference.Parse($"{host}/name"), TestOptions.Create(), default));
        Assert.StartsWith($"docker://{host}/name:latest: the connection to {host} failed: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("3600", 3600)]
    [InlineData("Thu, 01 Jan 1970 00:00:30 GMT", 30)]
    [InlineData("Wed, 31 Dec 1969 23:00:00 GMT", null)]
    [InlineData("soon", null)]
    public async Task The_registry_may_say_when_to_come_back(string retryAfter, int? seconds)
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 1, (_, _) => TestResponse.Text(429, "").With("Retry-After", retryAfter));
        var clock = new WaitingClock();
        await (await TestOptions.OpenAsync(registry, "name", new RegistryOptions
        {
            TlsVerify = false,
            RetryDelay = TimeSpan.FromMilliseconds(7),
            Environment = TestOptions.Environment(),
            Time = clock,
        })).DisposeAsync();
        var expected = Math.Min(seconds ?? 0, 60);
        Assert.All(clock.Waits, wait => Assert.InRange(wait.TotalSeconds, seconds is null ? 0.007 : expected, seconds is null ? 0.008 : expected));
        Assert.Equal(expected == 0 && seconds is not null ? 0 : 1, clock.Waits.Count);
    }

    [Fact]
    public async Task Waits_double()
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 5, (_, _) => TestResponse.Text(500, ""));
        var clock = new WaitingClock();
        await (await TestOptions.OpenAsync(registry, "name", new RegistryOptions
        {
            TlsVerify = false,
            MaxRetries = 5,
            MaxRetryDelay = TimeSpan.FromSeconds(6),
            Environment = TestOptions.Environment(),
            Time = clock,
        })).DisposeAsync();
        Assert.Equal([1, 2, 4, 6, 6], clock.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var registry = Create();
        registry.Inject("/manifests/", 1, (_, _) => TestResponse.Text(429, "").With("Retry-After", "50"));
        using var cancel = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var options = new RegistryOptions
        {
            TlsVerify = false,
            Environment = TestOptions.Environment(),
            Log = line =>
            {
                if (line.Contains("trying again in 50.0 s", StringComparison.Ordinal))
                {
                    cancel.Cancel();
                }
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RegistryImageSource.OpenAsync(ImageReference.Parse($"{registry.Host}/name"), options, cancel.Token));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 40);
    }

    private static TestRegistry Create()
    {
        var registry = new TestRegistry();
        registry.AddImage("name", "latest", "{}"u8.ToArray());
        return registry;
    }

    private static int Manifests(TestRegistry registry) =>
        registry.Requests.Count(request => request.Path.Contains("/manifests/", StringComparison.Ordinal));

    /// <summary>A clock that stands still, and whose waits are over at once.</summary>
    private sealed class WaitingClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
