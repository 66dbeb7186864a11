using System.Formats.Tar;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class DockerArchiveSourceTests : IDisposable
{
    private const string Image = """{"Config":"c.json","RepoTags":["foo:latest","quay.io/a:b"],"Layers":["0/layer.tar"]}""";
    private const string Unnamed = """{"Config":"c.json","RepoTags":[],"Layers":["0/layer.tar"]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<IImageSource> OpenAsync(byte[] archive, string suffix = "") =>
        ImageSourceContract.OpenAsync($"docker-archive:{_folder.Write("a.tar", archive)}{suffix}");

    private Task<IImageSource> OpenAsync(string manifest, string suffix = "") =>
        OpenAsync(SampleImage.DockerArchive(manifest).ToBytes(), suffix);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Makes_the_manifest_that_skopeo_makes(bool compressed)
    {
        var layer = compressed ? Archive.Gzip(SampleImage.Layer) : SampleImage.Layer;
        await using var source = await OpenAsync(SampleImage.DockerArchive($"[{Image}]", layer).ToBytes());
        var raw = await source.ReadManifestAsync(null, CancellationToken.None);
        Assert.Equal((SampleImage.DockerManifestJson, MediaType.DockerManifest), (System.Text.Encoding.UTF8.GetString(raw.Bytes), raw.MediaType));
    }

    [Theory]
    [InlineData($"[{Image}]", "", "localhost/foo:latest quay.io/a:b")]
    [InlineData($"[{Image},{Unnamed}]", ":foo", "localhost/foo:latest")]
    [InlineData($"[{Unnamed},{Image}]", ":quay.io/a:b", "quay.io/a:b")]
    [InlineData($"[{Unnamed},{Image}]", ":@1", "localhost/foo:latest quay.io/a:b")]
    [InlineData($"[{Unnamed},{Image}]", ":@0", "")]
    public async Task Names_the_image_as_podman_does(string manifest, string suffix, string names)
    {
        await using var source = await OpenAsync(manifest, suffix);
        Assert.Equal(names, string.Join(' ', source.StorageNames));
        Assert.Equal(names.Length == 0 ? null : names.Split(' ')[0], source.StorageName);
    }

    [Theory]
    [InlineData($"[{Image},{Unnamed}]", "", "2 images")]
    [InlineData($"[{Image}]", ":bar", "no image 'docker.io/library/bar:latest'; it has foo:latest")]
    [InlineData($"[{Image}]", ":@1", "no image @1")]
    [InlineData("[]", "", "0 images")]
    [InlineData("{}", "", "a JSON array")]
    [InlineData("[1]", "", "'[0]'")]
    [InlineData("[{}]", "", "'[0].Config'")]
    [InlineData("""[{"Config":"c.json","RepoTags":[7]}]""", "", "'[0].RepoTags[0]'")]
    [InlineData("""[{"Config":"c.json","RepoTags":["A"],"Layers":["0/layer.tar"]}]""", "", "lower-case")]
    [InlineData("""[{"Config":"c.json","Layers":[]}]""", "", "names 0 layers, the configuration 1")]
    [InlineData("""[{"Config":"none.json","Layers":["0/layer.tar"]}]""", "", "'none.json' is missing")]
    [InlineData("""[{"Config":"../../../etc/passwd","Layers":["0/layer.tar"]}]""", "", "is missing from the archive")]
    [InlineData("""[{"Config":"/etc/passwd","Layers":["0/layer.tar"]}]""", "", "is missing from the archive")]
    [InlineData("""[{"Config":"","Layers":["0/layer.tar"]}]""", "", "is missing from the archive")]
    [InlineData("""[{"Config":"c.json","Layers":["0/../../layer.tar"]}]""", "", "is missing from the archive")]
    [InlineData("""[{"Config":"0/layer.tar","Layers":["0/layer.tar"]}]""", "", "not valid JSON")]
    public async Task Refuses_what_does_not_fit_together(string manifest, string suffix, string named)
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(manifest, suffix));
        Assert.StartsWith($"docker-archive:{_folder.Path}/a.tar{suffix}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "../0/layer.tar")]
    [InlineData(TarEntryType.SymbolicLink, "/0/layer.tar")]
    [InlineData(TarEntryType.HardLink, "./0//layer.tar")]
    public async Task Follows_links_between_layers_within_the_archive(TarEntryType type, string target)
    {
        var archive = SampleImage.DockerArchive("""[{"Config":"c.json","Layers":["1/layer.tar"]}]""").Link(type, "1/layer.tar", target);
        await using var source = await OpenAsync(archive.ToBytes());
        Assert.Equal(SampleImage.DockerManifest, (await source.ReadManifestAsync(null, CancellationToken.None)).Bytes);
    }

    [Theory]
    [InlineData("1/layer.tar", "more than 16 links")]
    [InlineData("layer.tar", "more than 16 links")]
    [InlineData("../../etc/passwd", "missing")]
    [InlineData("../../../../../../../etc/passwd", "missing")]
    [InlineData("../0", "not a regular file")]
    public async Task Refuses_links_that_loop_or_lead_elsewhere(string target, string named)
    {
        var archive = SampleImage.DockerArchive("""[{"Config":"c.json","Layers":["1/layer.tar"]}]""")
            .Directory("0")
            .Link(TarEntryType.SymbolicLink, "1/1/layer.tar", "../layer.tar")
            .Link(TarEntryType.SymbolicLink, "1/layer.tar", target);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(archive.ToBytes()));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_layer_that_is_not_the_one_of_its_DiffID()
    {
        await using var source = await OpenAsync(SampleImage.DockerArchive($"[{Image}]", new byte[SampleImage.Layer.Length]).ToBytes());
        var raw = await source.ReadManifestAsync(null, CancellationToken.None);
        var manifest = (Manifest)ManifestParser.Parse(raw.Bytes, raw.MediaType, source.Name);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ImageSourceContract.ReadAsync(source, manifest.Layers[0]));
        Assert.Contains("its bytes have the digest", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_compressed_layer_that_is_cut_off()
    {
        await using var source = await OpenAsync(SampleImage.DockerArchive($"[{Image}]", Archive.Gzip(SampleImage.Layer)[..^9]).ToBytes());
        await Assert.ThrowsAsync<InvalidDataException>(() => source.ReadManifestAsync(null, CancellationToken.None));
    }

    [Fact]
    public async Task Says_that_a_file_is_missing_or_no_such_archive()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => ImageSourceContract.OpenAsync($"docker-archive:{_folder.Path}/none"));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ImageSourceContract.OpenAsync($"docker-archive:{_folder.Path}"));
        Assert.Contains("is a directory", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(new Archive().File("a", "b").ToBytes()));
        Assert.Contains("not a Docker archive", error.Message, StringComparison.Ordinal);
    }
}
