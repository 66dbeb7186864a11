using System.Diagnostics.CodeAnalysis;
using GraphDriver.Oci.Model;
using GraphDriver.Testing;
using GraphDriver.Testing.Layers;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>A layer of which nothing is here is found out by its largest contents, and comes whole; one that is here in part comes in parts.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public sealed class UnknownLayerTests : IAsyncLifetime
{
    private const int Files = 200;
    private static readonly byte[] Known = TarOf(seed: 1);

    private readonly PulledImages _images = new();

    public Task InitializeAsync() => _images.PullAsync(new TestLayer(Known, MediaType.OciLayer), Known);

    public async Task DisposeAsync() => await _images.DisposeAsync();

    [Fact]
    public async Task Nothing_of_it_is_here()
    {
        var tar = TarOf(seed: 2);
        var (_, layer) = await _images.PullAsync(new ChunkedLayer().Build(tar), tar);
        Assert.Contains("at best", _images.Log, StringComparison.Ordinal);
        Assert.True(layer.TocDigest.IsEmpty, _images.Log);
        Assert.Equal(tar, _images.TarOf(layer));
        Assert.Empty(_images.Staged());
    }

    [Fact]
    public async Task All_but_its_largest_file_is_here()
    {
        var tar = TarOf(seed: 1, new string('x', 100_000));
        var (_, layer) = await _images.PullAsync(new ChunkedLayer().Build(tar), tar);
        Assert.DoesNotContain("at best", _images.Log, StringComparison.Ordinal);
        Assert.False(layer.TocDigest.IsEmpty, _images.Log);
        Assert.Equal(tar, _images.TarOf(layer));
    }

    private static byte[] TarOf(int seed, string largest = "")
    {
        var random = new Random(seed);
        var tar = new TarBuilder().File("largest", largest);
        for (var i = 0; i < Files; i++)
        {
            var content = new byte[10_000];
            random.NextBytes(content);
            tar.File($"file{i}", content);
        }

        return tar.End().ToArray();
    }
}
