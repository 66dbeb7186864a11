using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Tests.Transports;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Tests.Registry.Server;

/// <summary>Manifests, tags, referrers, and the layouts that they lie in.</summary>
public sealed class ManifestTests
{
    private const string Other = """{"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""";

    private static byte[] Artifact(string subject, string type = "example/sbom") => Encoding.UTF8.GetBytes(
        $$$"""{"schemaVersion":2,"mediaType":"{{{MediaType.OciManifest}}}","artifactType":"{{{type}}}","config":{{{SampleImage.Describe(MediaType.OciConfig, SampleImage.Config)}}},"layers":[],"subject":{"mediaType":"{{{MediaType.OciManifest}}}","digest":"{{{subject}}}","size":2},"annotations":{"a":"b"}}""");

    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        using var _ = response;
        return await response.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task An_image_is_found_by_tag_and_by_digest_and_is_a_layout()
    {
        await using var served = new ServedFolder();
        var digest = await served.PushImageAsync("library/sample", "v1");
        foreach (var reference in (string[])["v1", digest])
        {
            using var response = await served.ExpectAsync(200, "GET", $"/v2/library/sample/manifests/{reference}");
            Assert.Equal(SampleImage.OciManifest, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal(MediaType.OciManifest, response.Content.Headers.ContentType!.ToString());
            Assert.Equal(digest, response.Headers.GetValues("Docker-Content-Digest").Single());
            using var head = await served.ExpectAsync(200, "HEAD", $"/v2/library/sample/manifests/{reference}");
            Assert.Equal(SampleImage.OciManifest.Length, head.Content.Headers.ContentLength);
        }

        await using var layout = await new ImageSourceFactory((_, _) => throw new InvalidOperationException()).OpenAsync(TransportReference.Parse($"oci:{served.Root}/library/sample:v1"), default);
        Assert.Equal(digest, (await layout.ReadManifestAsync(null, default)).Digest.ToString());
        Assert.Equal(["blobs", "index.json", "oci-layout"], Directory.EnumerateFileSystemEntries($"{served.Root}/library/sample").Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_tag_moves_and_goes_and_a_manifest_goes_with_its_tags()
    {
        await using var served = new ServedFolder();
        var digest = await served.PushImageAsync("a", "v1");
        await served.PushImageAsync("a", "v2");
        await served.PushImageAsync("a", digest);
        var other = Artifact(digest);
        (await served.ExpectAsync(201, "PUT", "/v2/a/manifests/v1", other)).Dispose();
        Assert.Equal(other, await served.GetAsync("/v2/a/manifests/v1"));
        (await served.ExpectAsync(202, "DELETE", "/v2/a/manifests/v1")).Dispose();
        await served.RefusedAsync(404, "MANIFEST_UNKNOWN", "GET", "/v2/a/manifests/v1");
        await served.RefusedAsync(404, "MANIFEST_UNKNOWN", "DELETE", "/v2/a/manifests/v1");
        (await served.ExpectAsync(202, "DELETE", $"/v2/a/manifests/{digest}")).Dispose();
        await served.RefusedAsync(404, "MANIFEST_UNKNOWN", "GET", "/v2/a/manifests/v2");
        await served.RefusedAsync(404, "MANIFEST_UNKNOWN", "GET", $"/v2/a/manifests/{digest}");
    }

    [Fact]
    public async Task What_is_no_manifest_is_refused()
    {
        await using var served = new ServedFolder();
        var digest = await served.PushImageAsync("a", "v1");
        await served.RefusedAsync(400, "MANIFEST_INVALID", "PUT", "/v2/a/manifests/v2", "{}"u8.ToArray());
        await served.RefusedAsync(400, "MANIFEST_INVALID", "PUT", "/v2/a/manifests/v2", "no JSON"u8.ToArray());
        await served.RefusedAsync(400, "MANIFEST_INVALID", "PUT", "/v2/a/manifests/v2", SampleImage.OciManifest, ("Content-Type", MediaType.DockerManifest));
        await served.RefusedAsync(400, "MANIFEST_INVALID", "PUT", "/v2/a/manifests/-v2", SampleImage.OciManifest);
        await served.RefusedAsync(400, "DIGEST_INVALID", "PUT", $"/v2/a/manifests/{digest}", Artifact(digest));
        await served.RefusedAsync(404, "MANIFEST_BLOB_UNKNOWN", "PUT", "/v2/b/manifests/v1", SampleImage.OciManifest);
        await served.RefusedAsync(413, "SIZE_INVALID", "PUT", "/v2/a/manifests/v2", new byte[ManifestParser.MaxSize + 1]);
        await served.RefusedAsync(404, "MANIFEST_UNKNOWN", "GET", $"/v2/a/manifests/{ServedFolder.DigestOf(SampleImage.Config)}");
        await served.RefusedAsync(400, "NAME_INVALID", "PUT", "/v2/A/manifests/v2", SampleImage.OciManifest);
        await served.RefusedAsync(400, "NAME_INVALID", "POST", "/v2/a/blobs/sha256/blobs/uploads/");
        Assert.Equal(["v1"], await TagsAsync(served, "a"));
    }

    [Fact]
    public async Task A_damaged_manifest_is_the_registrys_failure()
    {
        await using var served = new ServedFolder();
        var digest = await served.PushImageAsync("a", "v1");
        await File.WriteAllTextAsync($"{served.Root}/a/blobs/{digest.Replace(':', '/')}", "{}");
        await served.RefusedAsync(500, "UNKNOWN", "GET", "/v2/a/manifests/v1");
    }

    [Fact]
    public async Task Tags_and_repositories_come_in_pages()
    {
        await using var served = new ServedFolder();
        foreach (var tag in (string[])["v2", "B", "a", "v1"])
        {
            await served.PushImageAsync("x", tag);
        }

        Assert.Equal(["a", "B", "v1", "v2"], await TagsAsync(served, "x"));
        using var first = await served.ExpectAsync(200, "GET", "/v2/x/tags/list?n=2");
        Assert.Equal("""{"name":"x","tags":["a","B"]}""", await first.Content.ReadAsStringAsync());
        var link = first.Headers.GetValues("Link").Single();
        Assert.Equal("</v2/x/tags/list?n=2&last=B>; rel=\"next\"", link);
        using var second = await served.ExpectAsync(200, "GET", "/v2/x/tags/list?n=2&last=B");
        Assert.Equal("""{"name":"x","tags":["v1","v2"]}""", await second.Content.ReadAsStringAsync());
        Assert.False(second.Headers.Contains("Link"));
        Assert.Equal("""{"name":"x","tags":[]}""", await TextAsync(await served.ExpectAsync(200, "GET", "/v2/x/tags/list?n=0")));
        await served.RefusedAsync(400, "PAGINATION_NUMBER_INVALID", "GET", "/v2/x/tags/list?n=-1");
        await served.RefusedAsync(404, "NAME_UNKNOWN", "GET", "/v2/y/tags/list");
        await served.PushImageAsync("x/below", "v1");
        Assert.Equal("""{"repositories":["x","x/below"]}""", await TextAsync(await served.ExpectAsync(200, "GET", "/v2/_catalog")));
        Assert.Equal("{}", await TextAsync(await served.ExpectAsync(200, "GET", "/v2/")));
    }

    [Fact]
    public async Task Referrers_are_found_by_their_subject()
    {
        await using var served = new ServedFolder();
        var digest = await served.PushImageAsync("a", "v1");
        var (first, second) = (Artifact(digest), Artifact(digest, "example/signature"));
        foreach (var artifact in (byte[][])[first, second])
        {
            using var response = await served.ExpectAsync(201, "PUT", $"/v2/a/manifests/{ServedFolder.DigestOf(artifact)}", artifact);
            Assert.Equal(digest, response.Headers.GetValues("OCI-Subject").Single());
        }

        using var all = await served.ExpectAsync(200, "GET", $"/v2/a/referrers/{digest}");
        Assert.Equal(MediaType.OciIndex, all.Content.Headers.ContentType!.ToString());
        var index = (ImageIndex)ManifestParser.Parse(await all.Content.ReadAsByteArrayAsync(), MediaType.OciIndex, "");
        Assert.Equal([ServedFolder.DigestOf(first), ServedFolder.DigestOf(second)], index.Manifests.Select(entry => $"{entry.Digest}"));
        Assert.Equal("example/sbom", index.Manifests[0].ArtifactType);
        Assert.Equal("b", index.Manifests[0].Annotations["a"]);
        using var filtered = await served.ExpectAsync(200, "GET", $"/v2/a/referrers/{digest}?artifactType=example%2Fsignature");
        Assert.Equal("artifactType", filtered.Headers.GetValues("OCI-Filters-Applied").Single());
        Assert.DoesNotContain("sbom", await filtered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"manifests\":[]", await TextAsync(await served.ExpectAsync(200, "GET", $"/v2/b/referrers/{digest}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layout_of_others_is_served_by_its_folder_and_by_the_names_in_it()
    {
        var config = Encoding.UTF8.GetBytes(Other);
        var index = SampleImage.Index(
            SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest, SampleImage.Named("v1")),
            SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest, SampleImage.Named("docker.io/library/debian:12")),
            SampleImage.Describe(MediaType.OciManifest, SampleImage.OciManifest, SampleImage.Named("host:5000/app")));
        await using var served = new ServedFolder("images", folder => Fill(folder, "images", index, config));
        Assert.Equal(["12", "latest", "v1"], await TagsAsync(served, "images"));
        Assert.Equal(["12"], await TagsAsync(served, "docker.io/library/debian"));
        Assert.Equal(SampleImage.OciManifest, await served.GetAsync("/v2/library/debian/manifests/12"));
        Assert.Equal(SampleImage.OciManifest, await served.GetAsync("/v2/app/manifests/latest"));
        Assert.Equal(SampleImage.Layer, await served.GetAsync($"/v2/app/blobs/{ServedFolder.DigestOf(SampleImage.Layer)}"));
        Assert.Equal(
            """{"repositories":["app","docker.io/library/debian","images","library/debian"]}""",
            await TextAsync(await served.ExpectAsync(200, "GET", "/v2/_catalog")));
        await served.RefusedAsync(405, "UNSUPPORTED", "POST", "/v2/app/blobs/uploads/");
        await served.PushImageAsync("images", "v2");
        await served.PushImageAsync("below", "v1");
        Assert.Equal(["12", "latest", "v1", "v2"], await TagsAsync(served, "images"));
        Assert.True(File.Exists($"{served.Root}/below/index.json"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Our_own_client_pushes_mounts_and_pulls(bool known)
    {
        await using var served = new ServedFolder();
        var layer = TestOptions.Blob(TestOptions.Content(3_000_000));
        var content = TestOptions.Content(3_000_000);
        await using (var destination = RegistryImageDestination.Open(ImageReference.Parse($"{served.Host}/own/name:v1"), TestOptions.Create()))
        {
            await (known
                ? destination.PutBlobAsync(layer, _ => Task.FromResult<Stream>(new MemoryStream(content)), default)
                : destination.PutBlobAsync("layer", target => { target.Write(content); return layer; }, default));
            await destination.PutBlobAsync(TestOptions.Blob(SampleImage.Config), _ => Task.FromResult<Stream>(new MemoryStream(SampleImage.Config)), default);
            await destination.PutBlobAsync(TestOptions.Blob(SampleImage.Layer), _ => Task.FromResult<Stream>(new MemoryStream(SampleImage.Layer)), default);
            await destination.CommitAsync(new RawManifest(SampleImage.OciManifest, MediaType.OciManifest), default);
        }

        await using var other = RegistryImageDestination.Open(ImageReference.Parse($"{served.Host}/other:v1"), TestOptions.Create());
        Assert.True(await other.TryReuseBlobAsync(layer, [ImageReference.Parse($"{served.Host}/own/name")], default));
        await using var source = await RegistryImageSource.OpenAsync(ImageReference.Parse($"{served.Host}/own/name:v1"), TestOptions.Create(), default);
        Assert.Equal(SampleImage.OciManifest, (await source.ReadManifestAsync(null, default)).Bytes);
        Assert.Equal(content, await TestOptions.ReadAsync(await source.OpenBlobAsync(layer, default), async: true));
        var range = await source.OpenBlobRangeAsync(layer, 1_000_000, 5, default);
        Assert.Equal(content[1_000_000..1_000_005], await TestOptions.ReadAsync(range.Content, async: true));
        Assert.Contains(served.Lines, line => line.StartsWith("GET /v2/own/name/manifests/v1: 200", StringComparison.Ordinal));
    }

    private static void Fill(TemporaryFolder folder, string name, string index, params byte[][] more)
    {
        foreach (var (path, content) in SampleImage.Layout(index, more))
        {
            folder.Write($"{name}/{path}", content);
        }
    }

    private static async Task<IEnumerable<string>> TagsAsync(ServedFolder served, string repository)
    {
        var text = await TextAsync(await served.ExpectAsync(200, "GET", $"/v2/{repository}/tags/list"));
        using var json = System.Text.Json.JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)];
    }
}
