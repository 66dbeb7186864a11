using System.Text;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Model;

public sealed class ManifestParserTests
{
    private const string Hex = "b5b2b2c507a0944348e0303114d8d93aaaa081732b86451d9bce1f432a537bc7";

    private static string Config(string type = MediaType.OciConfig, string rest = "") =>
        $$"""{"mediaType":"{{type}}","size":7023,"digest":"sha256:{{Hex}}"{{rest}}}""";

    private static string Layer(string type = MediaType.OciLayerGzip, string size = "32654") =>
        $$"""{"mediaType":"{{type}}","size":{{size}},"digest":"sha256:{{Hex}}"}""";

    private static string Image(string? type = MediaType.OciManifest, string? config = null, string? layers = null, string rest = "") =>
        $$"""{"schemaVersion":2{{(type is null ? "" : $",\"mediaType\":\"{type}\"")}},"config":{{config ?? Config()}},"layers":[{{layers ?? Layer()}}]{{rest}}}""";

    private static ManifestDocument Parse(string json, string? served = null) =>
        ManifestParser.Parse(Encoding.UTF8.GetBytes(json), served, "docker://host/name:tag");

    [Fact]
    public void Reads_an_OCI_manifest()
    {
        var manifest = Assert.IsType<Manifest>(Parse(Image(rest: """, "annotations":{"a":"b"}, "subject":null""")));
        Assert.Equal(MediaType.OciManifest, manifest.MediaType);
        Assert.False(manifest.IsDocker);
        Assert.Equal((MediaType.OciConfig, 7023L, Digest.Parse("sha256:" + Hex)), (manifest.Config.MediaType, manifest.Config.Size, manifest.Config.Digest));
        var layer = Assert.Single(manifest.Layers);
        Assert.Equal((MediaType.OciLayerGzip, 32654L), (layer.MediaType, layer.Size));
        Assert.Equal("b", manifest.Annotations["a"]);
    }

    public static readonly TheoryData<string, string?, string> Kinds = new()
    {
        { Image(MediaType.DockerManifest, Config(MediaType.DockerConfig), Layer(MediaType.DockerLayerGzip)), null, MediaType.DockerManifest },
        { Image(MediaType.DockerManifest, Config("application/octet-stream")), null, MediaType.DockerManifest },
        { Image(null), null, MediaType.OciManifest },
        { Image(null), "text/plain; charset=utf-8", MediaType.OciManifest },
        { Image(null), "application/json", MediaType.OciManifest },
        { Image(null), MediaType.OciManifest + "; charset=utf-8", MediaType.OciManifest },
        { Image(null, Config(MediaType.DockerConfig)), null, MediaType.DockerManifest },
        { Image(layers: $"{Layer(MediaType.OciLayer)},{Layer(MediaType.OciLayerZstd)},{Layer(MediaType.DockerLayer)},{Layer(MediaType.DockerLayerZstd)}"), null, MediaType.OciManifest },
        { Image(layers: ""), null, MediaType.OciManifest },
        { """{"schemaVersion":2,"manifests":[]}""", null, MediaType.OciIndex },
        { $$"""{"schemaVersion":2,"mediaType":"{{MediaType.DockerManifestList}}","manifests":[]}""", null, MediaType.DockerManifestList },
        { """{"schemaVersion":2,"manifests":[]}""", MediaType.DockerManifestList, MediaType.DockerManifestList },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decides_the_kind_by_media_type_and_content(string json, string? served, string kind)
    {
        var document = Parse(json, served);
        Assert.Equal(kind, document.MediaType);
        Assert.Equal(MediaType.IsIndex(kind), document is ImageIndex);
    }

    public static readonly TheoryData<string, string?, string> Unsupported = new()
    {
        { """{"schemaVersion":1,"name":"a","fsLayers":[]}""", null, "schema 1" },
        { """{"schemaVersion":1,"signatures":[]}""", MediaType.DockerSchema1Signed, "schema 1" },
        { """{"schemaVersion":1}""", MediaType.DockerSchema1, "push it again" },
        { Image(layers: Layer("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")), null, "foreign" },
        { Image(layers: Layer("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd")), null, "foreign" },
        { Image(layers: Layer("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")), null, "encrypted" },
        { Image(layers: $"{Layer()},{Layer("application/vnd.cncf.helm.chart.content.v1.tar+gzip")}"), null, "layer 1" },
        { Image(layers: Layer("")), null, "layer 0" },
        { Image(config: Config("application/vnd.cncf.helm.config.v1+json")), null, "application/vnd.cncf.helm.config.v1+json" },
        { Image(config: Config(MediaType.OciEmpty), rest: ""","artifactType":"application/x-sbom" """), null, "application/x-sbom" },
        { $$"""{"schemaVersion":2,"manifests":[{{Layer(MediaType.DockerSchema1)}}]}""", null, "schema 1" },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Says_what_it_does_not_support_and_what_to_do(string json, string? served, string named)
    {
        var error = Assert.Throws<NotSupportedException>(() => Parse(json, served));
        Assert.StartsWith("docker://host/name:tag: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    public static readonly TheoryData<string, string?, string> Bad = new()
    {
        { "", null, "not valid JSON" },
        { "<html>", null, "not valid JSON" },
        { "[]", null, "a JSON object" },
        { "null", null, "a JSON object" },
        { "{}", null, "neither an image nor an index" },
        { Image() + "{}", null, "not valid JSON" },
        { "/* x */" + Image(), null, "comment" },
        { Image()[..^1], null, "not valid JSON" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100), null, "not valid JSON" },
        { Image(rest: ",\"layers\":[]"), null, "layers" },
        { Image(config: Config(rest: ",\"size\":1")), null, "size" },
        { Image(config: "7"), null, "'config'" },
        { Image(config: "null"), MediaType.OciManifest, "'config'" },
        { """{"schemaVersion":2,"config":{}}""", MediaType.OciManifest, "'config.size'" },
        { $$"""{"schemaVersion":2,"config":{{Config()}}}""", null, "'layers'" },
        { Image(layers: Layer(size: "-1")), null, "'layers[0].size'" },
        { Image(layers: Layer(size: "1.5")), null, "'layers[0].size'" },
        { Image(layers: Layer(size: "\"1\"")), null, "'layers[0].size'" },
        { Image(layers: Layer(size: "99999999999999999999999")), null, "'layers[0].size'" },
        { Image(layers: Layer(size: "null")), null, "'layers[0].size'" },
        { Image(layers: "[]"), null, "'layers[0]'" },
        { Image(layers: $$"""{"mediaType":"{{MediaType.OciLayer}}","size":1,"digest":"sha256:../../../../etc/passwd"}"""), null, "'layers[0].digest'" },
        { Image(layers: $$"""{"mediaType":"{{MediaType.OciLayer}}","size":1}"""), null, "'layers[0].digest'" },
        { Image(layers: $$"""{"mediaType":7,"size":1,"digest":"sha256:{{Hex}}"}"""), null, "'layers[0].mediaType'" },
        { Image(rest: ",\"annotations\":{\"a\":1}"), null, "annotations['a']" },
        { Image(rest: ",\"manifests\":[]"), null, "ambiguous" },
        { Image(), MediaType.OciIndex, "ambiguous" },
        { """{"schemaVersion":2,"manifests":[]}""", MediaType.OciManifest, "ambiguous" },
        { $$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}"}""", MediaType.DockerManifestList, "ambiguous" },
        { Image(rest: ",\"fsLayers\":[]"), null, "ambiguous" },
        { Image().Replace("\"schemaVersion\":2", "\"schemaVersion\":3", StringComparison.Ordinal), null, "schemaVersion is 3" },
        { """{"schemaVersion":2}""", MediaType.OciIndex, "'manifests'" },
        { """{"schemaVersion":2,"manifests":[{"platform":[]}]}""", null, "'manifests[0].size'" },
        { $$"""{"schemaVersion":2,"manifests":[{"size":1,"digest":"sha256:{{Hex}}","platform":[]}]}""", null, "'manifests[0].platform'" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Refuses_bad_bytes_and_names_the_field(string json, string? served, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => Parse(json, served));
        Assert.StartsWith("docker://host/name:tag: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1000);
    }

    [Fact]
    public void Bounds_the_numbers_of_values_and_of_layers()
    {
        var error = Assert.Throws<InvalidDataException>(() => Parse("{\"a\":[" + string.Join(',', Enumerable.Repeat("1", 1_000_001)) + "]}"));
        Assert.Contains("1000000", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidDataException>(() => Parse(Image(layers: string.Join(',', Enumerable.Repeat(Layer(), 10_001)))));
        Assert.Contains("'layers' has 10001 entries, more than 10000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bytes_that_are_not_UTF8_and_documents_that_are_too_long()
    {
        byte[] bytes = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];
        Assert.Throws<InvalidDataException>(() => ManifestParser.Parse(bytes, null, "x"));
        Assert.Throws<InvalidDataException>(() => ManifestParser.Parse(new byte[ManifestParser.MaxSize + 1], null, "x"));
    }
}
