using System.Security.Cryptography;
using System.Text;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class DirectorySourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Directory Transport Version: 1.1\n")]
    [InlineData("Directory Transport Version: 1.2\n")]
    [InlineData(null)]
    public async Task Reads_the_versions_that_there_are(string? version)
    {
        if (version is not null)
        {
            _folder.Write("version", Encoding.UTF8.GetBytes(version));
        }

        _folder.Write("manifest.json", SampleImage.OciManifest);
        await using var source = await ImageSourceContract.OpenAsync($"dir:{_folder.Path}");
        var raw = await source.ReadManifestAsync(null, CancellationToken.None);
        Assert.Equal((MediaType.OciManifest, SampleImage.DigestOf(SampleImage.OciManifest)), (raw.MediaType, raw.Digest));
    }

    [Theory]
    [InlineData("Directory Transport Version: 1.3\n", typeof(NotSupportedException))]
    [InlineData("Directory Transport Version: 2.0\n", typeof(NotSupportedException))]
    [InlineData("Directory Transport Version: 1.-1\n", typeof(InvalidDataException))]
    [InlineData("Directory Transport Version: 1\n", typeof(InvalidDataException))]
    [InlineData("", typeof(InvalidDataException))]
    public async Task Refuses_other_versions(string version, Type error)
    {
        _folder.Write("version", Encoding.UTF8.GetBytes(version));
        await Assert.ThrowsAsync(error, () => ImageSourceContract.OpenAsync($"dir:{_folder.Path}"));
    }

    [Fact]
    public async Task Finds_instances_of_a_list_and_blobs_of_sha512()
    {
        var digest = SampleImage.DigestOf(SampleImage.OciManifest);
        var sha512 = Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData(SampleImage.Layer)));
        _folder.Write("manifest.json", Encoding.UTF8.GetBytes(SampleImage.Index(SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest))));
        _folder.Write($"{digest.Hex}.manifest.json", SampleImage.OciManifest);
        _folder.Write($"sha512-{sha512.Hex}", SampleImage.Layer);
        await using var source = await ImageSourceContract.OpenAsync($"dir:{_folder.Path}");
        Assert.Equal(MediaType.OciIndex, (await source.ReadManifestAsync(null, CancellationToken.None)).MediaType);
        Assert.Equal(MediaType.OciManifest, (await source.ReadManifestAsync(digest, CancellationToken.None)).MediaType);
        var blob = new Descriptor { MediaType = MediaType.OciLayer, Digest = sha512, Size = SampleImage.Layer.Length };
        Assert.Equal(SampleImage.Layer, await ImageSourceContract.ReadAsync(source, blob));
    }

    [Fact]
    public async Task Proves_the_manifest_of_an_instance_and_bounds_its_size()
    {
        var digest = SampleImage.DigestOf(SampleImage.OciManifest);
        _folder.Write($"{digest.Hex}.manifest.json", SampleImage.DockerManifest);
        await using var source = await ImageSourceContract.OpenAsync($"dir:{_folder.Path}");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => source.ReadManifestAsync(digest, CancellationToken.None));
        Assert.Equal($"dir:{_folder.Path}: manifest {digest}: its bytes have the digest {SampleImage.DigestOf(SampleImage.DockerManifest)}", error.Message);
        _folder.Write("manifest.json", new byte[ManifestParser.MaxSize + 1]);
        await Assert.ThrowsAsync<InvalidDataException>(() => source.ReadManifestAsync(null, CancellationToken.None));
    }
}
