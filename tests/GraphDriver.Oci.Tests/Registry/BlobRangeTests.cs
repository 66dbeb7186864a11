using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry;

public sealed class BlobRangeTests : IAsyncLifetime
{
    private readonly List<RegistryImageSource> _sources = [];

    private static readonly byte[] Layer = TestOptions.Content(200_000);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5_000, 70_000)]
    [InlineData(199_999, 1)]
    [InlineData(0, 200_000)]
    public async Task Gets_the_part_that_was_asked_for(int offset, int length)
    {
        await using var registry = Create();
        using var range = await OpenAsync(registry, offset, length);
        Assert.Equal((BlobRangeResult.Partial, offset, length), (range.Result, range.Offset, range.Length));
        Assert.Equal(Layer[offset..(offset + length)], await TestOptions.ReadAsync(range.Content, async: false));
    }

    [Fact]
    public async Task A_broken_range_is_resumed()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 2, (_, response) => response with { CutAfter = 10_000 });
        using var range = await OpenAsync(registry, 50_000, 30_000);
        Assert.Equal(Layer[50_000..80_000], await TestOptions.ReadAsync(range.Content, async: true));
        Assert.Equal([(50_000, 79_999), (60_000, 79_999), (70_000, 79_999)], Ranges(registry));
    }

    [Fact]
    public async Task A_range_that_breaks_and_is_then_ignored_still_is_right()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, response) => response with { CutAfter = 10_000 });
        registry.Inject("/blobs/", 1, (_, _) => new TestResponse { Body = Layer });
        using var range = await OpenAsync(registry, 50_000, 30_000);
        Assert.Equal(Layer[50_000..80_000], await TestOptions.ReadAsync(range.Content, async: false));
    }

    [Fact]
    public async Task A_server_may_send_the_whole_blob()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, _) => new TestResponse { Body = Layer });
        using var range = await OpenAsync(registry, 50_000, 30_000);
        Assert.Equal((BlobRangeResult.Whole, 0, Layer.Length), (range.Result, range.Offset, range.Length));
        Assert.Equal(Layer, await TestOptions.ReadAsync(range.Content, async: false));
    }

    [Fact]
    public async Task A_server_may_send_less_at_once()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, _) => Part(Layer.AsMemory(50_000, 10), "bytes 50000-50009/200000"));
        using var range = await OpenAsync(registry, 50_000, 30_000);
        Assert.Equal((BlobRangeResult.Partial, 50_000, 10), (range.Result, range.Offset, range.Length));
        Assert.Equal(Layer[50_000..50_010], await TestOptions.ReadAsync(range.Content, async: false));
    }

    [Theory]
    [InlineData(416, BlobRangeResult.NotSatisfiable)]
    [InlineData(501, BlobRangeResult.NotSupported)]
    public async Task A_server_may_refuse(int status, BlobRangeResult expected)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, _) => TestResponse.Text(status, ""));
        using var range = await OpenAsync(registry, 50_000, 30_000);
        Assert.Equal((expected, 0), (range.Result, range.Length));
        Assert.Empty(await TestOptions.ReadAsync(range.Content, async: false));
        Assert.Single(Ranges(registry));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bytes 0-29999/200000")]
    [InlineData("bytes 50000-80000/200000")]
    [InlineData("bytes 50000-79999/200001")]
    [InlineData("bytes 50000-79998/200000")]
    [InlineData("bytes */200000")]
    [InlineData("lines 50000-79999/200000")]
    [InlineData("nonsense")]
    public async Task Another_part_than_asked_for_is_refused(string? contentRange)
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, _) => Part(Layer.AsMemory(50_000, 30_000), contentRange));
        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(registry, 50_000, 30_000));
    }

    [Fact]
    public async Task Several_parts_are_refused()
    {
        await using var registry = Create();
        registry.Inject("/blobs/", 1, (_, _) => Part(Layer, null).With("Content-Type", "multipart/byteranges; boundary=x"));
        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(registry, 50_000, 30_000));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 200_001)]
    [InlineData(200_000, 1)]
    [InlineData(1, long.MaxValue)]
    public async Task What_the_blob_does_not_have_cannot_be_asked_for(long offset, long length)
    {
        await using var registry = Create();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OpenAsync(registry, offset, length));
    }

    private static TestResponse Part(ReadOnlyMemory<byte> body, string? contentRange)
    {
        var response = new TestResponse { Status = 206, Body = body };
        return contentRange is null ? response : response.With("Content-Range", contentRange);
    }

    private static TestRegistry Create()
    {
        var registry = new TestRegistry();
        registry.AddImage("name", "latest", "{}"u8.ToArray(), Layer);
        return registry;
    }

    private async Task<BlobRange> OpenAsync(TestRegistry registry, long offset, long length)
    {
        var source = await TestOptions.OpenAsync(registry, "name");
        _sources.Add(source);
        return await source.OpenBlobRangeAsync(TestOptions.Blob(Layer), offset, length, default);
    }

    private static IEnumerable<(long First, long? Last)> Ranges(TestRegistry registry) =>
        registry.Requests.Where(request => request.Range is not null).Select(request => request.Range!.Value);
}
