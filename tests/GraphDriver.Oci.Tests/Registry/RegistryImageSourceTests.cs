using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Registry;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry;

public sealed class RegistryImageSourceTests
{
    private static readonly byte[] Layer = TestOptions.Content(1_000_000);
    private static readonly byte[] Configuration = "{}"u8.ToArray();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reads_manifest_and_blobs_over_plain_HTTP(bool async)
    {
        await using var registry = new TestRegistry();
        var digest = registry.AddImage("some/name", "v1", Configuration, Layer);
        await using var source = await TestOptions.OpenAsync(registry, "some/name:v1");
        var manifest = await source.ReadManifestAsync(null, default);
        Assert.Equal(digest, manifest.Digest.ToString());
        Assert.Equal(MediaType.OciManifest, manifest.MediaType);
        Assert.Equal($"{registry.Host}/some/name:v1", source.StorageName);
        Assert.Equal($"docker://{registry.Host}/some/name:v1", source.Name);
        Assert.Equal(Layer, await TestOptions.ReadAsync(await source.OpenBlobAsync(TestOptions.Blob(Layer), default), async));
        Assert.Equal(Configuration, await TestOptions.ReadAsync(await source.OpenBlobAsync(TestOptions.Blob(Configuration), default), async));
    }

    [Fact]
    public async Task Reads_a_manifest_by_digest_and_an_instance_of_an_index()
    {
        await using var registry = new TestRegistry();
        var digest = registry.AddImage("name", null, Configuration, Layer);
        var index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{"digest":"{{digest}}"}]}""");
        var indexDigest = registry.AddManifest("name", null, index, MediaType.OciIndex);
        await using var source = await TestOptions.OpenAsync(registry, $"name@{indexDigest}");
        Assert.Equal(index, (await source.ReadManifestAsync(null, default)).Bytes);
        Assert.Equal(digest, (await source.ReadManifestAsync(Digest.Parse(digest), default)).Digest.ToString());
        Assert.Equal($"{registry.Host}/name@{indexDigest}", source.StorageName);
    }

    [Fact]
    public async Task An_unknown_manifest_is_named()
    {
        await using var registry = new TestRegistry();
        var error = await Assert.ThrowsAsync<RegistryException>(() => TestOptions.OpenAsync(registry, "name"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, error.StatusCode);
        Assert.Equal("MANIFEST_UNKNOWN", error.ErrorCode);
        Assert.StartsWith($"docker://{registry.Host}/name:latest: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("manifest unknown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_HTTP_is_not_spoken_unasked()
    {
        await using var registry = new TestRegistry();
        registry.AddImage("name", "latest", Configuration);
        var error = await Assert.ThrowsAsync<RegistryException>(() => TestOptions.OpenAsync(registry, "name", TestOptions.Create(tlsVerify: true)));
        Assert.Contains("--tls-verify=false", error.Message, StringComparison.Ordinal);
        Assert.Empty(registry.Requests);
    }
}
