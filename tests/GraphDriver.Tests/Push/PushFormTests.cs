using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;

namespace GraphDriver.Tests.Push;

public sealed class PushFormTests
{
    [Theory]
    [InlineData("dir", MediaType.OciManifest, null, null, MediaType.OciManifest, LayerFormat.ZstdChunked)]
    [InlineData("dir", MediaType.DockerManifest, null, null, MediaType.OciManifest, LayerFormat.ZstdChunked)] // Docker's knows no zstd
    [InlineData("dir", MediaType.DockerManifest, null, LayerFormat.Gzip, MediaType.DockerManifest, LayerFormat.Gzip)]
    [InlineData("dir", MediaType.DockerManifest, ManifestFormat.Oci, LayerFormat.Gzip, MediaType.OciManifest, LayerFormat.Gzip)]
    [InlineData("dir", MediaType.OciManifest, ManifestFormat.Docker, null, MediaType.DockerManifest, LayerFormat.Gzip)]
    [InlineData("dir", MediaType.OciManifest, null, LayerFormat.Plain, MediaType.OciManifest, LayerFormat.Plain)]
    [InlineData("oci", MediaType.DockerManifest, null, LayerFormat.Gzip, MediaType.OciManifest, LayerFormat.Gzip)]
    [InlineData("docker-archive", MediaType.OciManifest, null, null, MediaType.DockerManifest, LayerFormat.Plain)]
    public async Task Layers_and_destination_decide_what_is_not_asked_for(
        string transport, string source, ManifestFormat? format, LayerFormat? compression, string expectedType, LayerFormat expectedLayers)
    {
        await using var place = await OpenAsync(transport);
        var form = PushForm.Choose(new PushSettings { Format = format, Compression = compression }, source, place.Destination);
        Assert.Equal(new PushForm(expectedType, expectedLayers, null), form);
    }

    [Theory]
    [InlineData("dir", ManifestFormat.Docker, LayerFormat.Zstd)]
    [InlineData("dir", ManifestFormat.Docker, LayerFormat.ZstdChunked)]
    [InlineData("oci", ManifestFormat.Docker, null)]
    [InlineData("docker-archive", ManifestFormat.Oci, null)]
    [InlineData("docker-archive", null, LayerFormat.Gzip)]
    public async Task What_does_not_go_together_is_refused(string transport, ManifestFormat? format, LayerFormat? compression)
    {
        await using var place = await OpenAsync(transport);
        Assert.Throws<NotSupportedException>(() => PushForm.Choose(new PushSettings { Format = format, Compression = compression }, MediaType.OciManifest, place.Destination));
    }

    [Theory]
    [InlineData(LayerFormat.Gzip, 10)]
    [InlineData(LayerFormat.Zstd, 100)]
    public void A_level_that_is_none_is_named(LayerFormat layers, int level)
    {
        var error = Assert.Throws<NotSupportedException>(() => new PushForm(MediaType.OciManifest, layers, level).CreateEncoder());
        Assert.Contains($"{level}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LayerFormat.Plain, MediaType.OciLayer, false, true)]
    [InlineData(LayerFormat.Plain, MediaType.OciLayerGzip, false, false)]
    [InlineData(LayerFormat.Gzip, MediaType.DockerLayerGzip, false, true)]
    [InlineData(LayerFormat.Gzip, MediaType.OciLayerZstd, false, false)]
    [InlineData(LayerFormat.Zstd, MediaType.OciLayerZstd, false, true)]
    [InlineData(LayerFormat.Zstd, MediaType.OciLayerZstd, true, true)]
    [InlineData(LayerFormat.ZstdChunked, MediaType.OciLayerZstd, true, true)]
    [InlineData(LayerFormat.ZstdChunked, MediaType.OciLayerZstd, false, false)]
    public void A_blob_serves_the_form_that_it_has(LayerFormat wanted, string mediaType, bool chunked, bool expected)
    {
        var blob = Blob(mediaType) with
        {
            Annotations = chunked ? new Dictionary<string, string> { ["io.github.containers.zstd-chunked.manifest-checksum"] = "sha256:…" } : [],
        };
        Assert.Equal(expected, new PushForm(MediaType.OciManifest, wanted, null).IsMetBy(blob));
        Assert.False(new PushForm(MediaType.OciManifest, wanted, 3).IsMetBy(blob));
    }

    [Fact]
    public void A_manifest_keeps_its_configuration_and_what_its_kind_can_hold()
    {
        var source = new Manifest
        {
            MediaType = MediaType.OciManifest,
            Config = Blob(MediaType.OciConfig),
            Layers = [],
            Annotations = new Dictionary<string, string> { ["key"] = "value" },
        };
        var layer = Blob(MediaType.OciLayerGzip) with { Annotations = new Dictionary<string, string> { ["some"] = "thing" } };
        var docker = new PushForm(MediaType.DockerManifest, LayerFormat.Gzip, null).Apply(source, [layer]);
        Assert.Equal((source.Config.Digest, MediaType.DockerConfig), (docker.Config.Digest, docker.Config.MediaType));
        Assert.Equal(MediaType.DockerLayerGzip, docker.Layers[0].MediaType);
        Assert.Empty(docker.Layers[0].Annotations);
        Assert.Empty(docker.Annotations);
        var oci = new PushForm(MediaType.OciManifest, LayerFormat.Gzip, null).Apply(source, [layer]);
        Assert.Equal("thing", oci.Layers[0].Annotations["some"]);
        Assert.Equal("value", oci.Annotations["key"]);
    }

    internal static Descriptor Blob(string mediaType) => new() { MediaType = mediaType, Digest = Digest.Sha256Of("blob"u8), Size = 4 };

    private static async Task<Place> OpenAsync(string transport)
    {
        var folder = Directory.CreateTempSubdirectory("graphdriver-form-").FullName;
        var factory = new ImageDestinationFactory((_, _) => throw new InvalidOperationException("not a registry"), flush: false);
        return new Place(folder, await factory.OpenAsync(TransportReference.Parse($"{transport}:{folder}/place"), default));
    }

    private sealed record Place(string Folder, IImageDestination Destination) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Destination.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
