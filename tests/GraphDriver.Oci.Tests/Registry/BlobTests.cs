using GraphDriver.Oci.Registry;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry;

public sealed class BlobTests
{
    private static readonly byte[] Layer = TestOptions.Content(3_000_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blob_that_breaks_off_is_resumed_where_it_stopped(bool async)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 2, (_, response) => response with { CutAfter = 400_000 });
        Assert.Equal(Layer, await ReadAsync(registry, async));
        Assert.Equal([null, 400_000, 800_000], BlobRequests(registry).Select(request => request.Range?.First));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blob_that_stalls_is_resumed(bool async)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, response) => response with { StallAfter = 700_000 });
        Assert.Equal(Layer, await ReadAsync(registry, async, stallMilliseconds: 200));
        Assert.Equal([null, 700_000], BlobRequests(registry).Select(request => request.Range?.First));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(501)]
    public async Task Resuming_works_where_ranges_do_not(int answer)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, response) => response with { CutAfter = 2_000_000 });
        registry.Inject("/blobs/", 1, (_, response) => answer == 200 ? new TestResponse { Body = Layer } : new TestResponse { Status = answer });
        Assert.Equal(Layer, await ReadAsync(registry, async: false));
    }

    [Fact]
    public async Task Resuming_without_progress_ends()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 100, (_, response) => response with { CutAfter = 10 });
        var error = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(registry, async: false));
        Assert.Contains("the connection broke at byte 40 of 3000000", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, BlobRequests(registry).Count());
    }

    [Theory]
    [InlineData(false, 2_999_999, false)]
    [InlineData(false, 3_000_001, false)]
    [InlineData(true, 2_999_999, false)]
    [InlineData(true, 3_000_001, false)]
    [InlineData(false, 2_999_999, true)]
    [InlineData(false, 3_000_001, true)]
    public async Task A_blob_of_another_size_is_refused(bool chunked, int size, bool untilClose)
    {
        await using var registry = Create();
        var body = new byte[size];
        Layer.AsSpan(0, Math.Min(size, Layer.Length)).CopyTo(body);
        registry.AddBlob(body, TestRegistry.DigestOf(Layer));
        registry.Inject("/blobs/", 100, (_, response) => response with { Chunked = chunked, DeclaredLength = untilClose ? -1 : null });
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(registry, async: false));
    }

    [Fact]
    public async Task A_blob_of_other_bytes_is_refused()
    {
        await using var registry = Create();
        var other = (byte[])Layer.Clone();
        other[^1]++;
        registry.AddBlob(other, TestRegistry.DigestOf(Layer));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(registry, async: false));
        Assert.Contains(TestRegistry.DigestOf(Layer), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_ends_a_read_that_waits(bool async)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, response) => response with { StallAfter = 500_000 });
        using var cancel = new CancellationTokenSource();
        var options = new RegistryOptions { TlsVerify = false, Environment = TestOptions.Environment() };
        await using var source = await TestOptions.OpenAsync(registry, "name", options);
        await using var blob = await source.OpenBlobAsync(TestOptions.Blob(Layer), cancel.Token);
        await blob.ReadExactlyAsync(new byte[500_000]);
        var reading = TestOptions.ReadAsync(blob, async);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static TestRegistry Create()
    {
        var registry = new TestRegistry();
        registry.AddImage("name", "latest", "{}"u8.ToArray(), Layer);
        return registry;
    }

    private static async Task<byte[]> ReadAsync(TestRegistry registry, bool async, int stallMilliseconds = 20_000)
    {
        await using var source = await TestOptions.OpenAsync(registry, "name", TestOptions.Create(stallMilliseconds: stallMilliseconds));
        return await TestOptions.ReadAsync(await source.OpenBlobAsync(TestOptions.Blob(Layer), default), async);
    }

    private static IEnumerable<TestRequest> BlobRequests(TestRegistry registry) =>
        registry.Requests.Where(request => request.Path.Contains("/blobs/", StringComparison.Ordinal));
}
