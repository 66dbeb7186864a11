namespace GraphDriver.Oci.Tests.Registry.Server;

/// <summary>Blobs are given whole or in part.</summary>
public sealed class BlobTests
{
    private static readonly byte[] Blob = TestOptions.Content(700_000);
    private static readonly string Path = $"/v2/some/name/blobs/{ServedFolder.DigestOf(Blob)}";

    private static async Task<ServedFolder> ServeAsync()
    {
        var served = new ServedFolder();
        await served.PushBlobAsync("some/name", Blob);
        return served;
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=10-300009", 10, 300_000)]
    [InlineData("bytes=699999-", 699_999, 1)]
    [InlineData("bytes=5-99999999", 5, 699_995)]
    [InlineData("bytes=-7", 699_993, 7)]
    [InlineData("bytes=-99999999", 0, 700_000)]
    public async Task A_range_is_given(string range, int offset, int length)
    {
        await using var served = await ServeAsync();
        using var response = await served.ExpectAsync(206, "GET", Path, null, ("Range", range));
        Assert.Equal($"bytes {offset}-{offset + length - 1}/{Blob.Length}", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Blob[offset..(offset + length)], await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("bytes=700000-")]
    [InlineData("bytes=700000-700001")]
    [InlineData("bytes=-0")]
    public async Task What_lies_beyond_the_end_is_refused(string range)
    {
        await using var served = await ServeAsync();
        using var response = await served.ExpectAsync(416, "GET", Path, null, ("Range", range));
        Assert.Equal("bytes */700000", response.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=9-3")]
    [InlineData("bytes=x")]
    [InlineData("lines=0-1")]
    public async Task Anything_else_is_answered_with_the_whole(string range)
    {
        await using var served = await ServeAsync();
        using var response = await served.ExpectAsync(200, "GET", Path, null, ("Range", range));
        Assert.Equal(Blob, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_range_is_of_the_content_that_it_is_wanted_of()
    {
        await using var served = await ServeAsync();
        using var whole = await served.ExpectAsync(200, "GET", Path);
        var tag = whole.Headers.ETag!.ToString();
        Assert.Equal("bytes", whole.Headers.AcceptRanges.Single());
        (await served.ExpectAsync(206, "GET", Path, null, ("Range", "bytes=0-9"), ("If-Range", tag))).Dispose();
        (await served.ExpectAsync(200, "GET", Path, null, ("Range", "bytes=0-9"), ("If-Range", "\"other\""))).Dispose();
        (await served.ExpectAsync(304, "GET", Path, null, ("If-None-Match", $"\"other\", {tag}"))).Dispose();
    }

    [Fact]
    public async Task The_head_has_length_and_digest_and_no_body()
    {
        await using var served = await ServeAsync();
        using var response = await served.ExpectAsync(200, "HEAD", Path, null, ("Range", "bytes=0-9"));
        Assert.Equal(Blob.Length, response.Content.Headers.ContentLength);
        Assert.Equal(ServedFolder.DigestOf(Blob), response.Headers.GetValues("Docker-Content-Digest").Single());
    }

    [Fact]
    public async Task What_is_not_there_is_unknown_and_what_is_removed_is_gone()
    {
        await using var served = await ServeAsync();
        await served.RefusedAsync(404, "BLOB_UNKNOWN", "GET", Path.Replace("some/name", "other", StringComparison.Ordinal));
        await served.RefusedAsync(404, "BLOB_UNKNOWN", "GET", $"/v2/some/name/blobs/sha256:{new string('0', 64)}");
        await served.RefusedAsync(400, "DIGEST_INVALID", "GET", "/v2/some/name/blobs/sha256:x");
        (await served.ExpectAsync(202, "DELETE", Path)).Dispose();
        await served.RefusedAsync(404, "BLOB_UNKNOWN", "DELETE", Path);
        await served.RefusedAsync(404, "BLOB_UNKNOWN", "GET", Path);
    }

    [Theory]
    [InlineData("/v2/..%2f..%2fetc/blobs/sha256:{0}", 400)]
    [InlineData("/v2/../../etc/blobs/sha256:{0}", 400)]
    [InlineData("/v2/%2e%2e/%2e%2e/etc/blobs/sha256:{0}", 400)]
    [InlineData("/v2/name%00/blobs/sha256:{0}", 400)]
    [InlineData("/v2//name/blobs/sha256:{0}", 400)]
    [InlineData("/v2/name/blobs/..%2f..%2f{0}", 404)]
    [InlineData("/v2/name/manifests/..%2f..%2f{0}", 404)]
    [InlineData("/v2/name/manifests/..", 400)]
    [InlineData("/v2/name/blobs/uploads/..", 404)]
    [InlineData("/etc/passwd", 404)]
    public async Task No_path_leads_out(string path, int status)
    {
        await using var served = await ServeAsync();
        foreach (var method in (string[])["GET", "DELETE"])
        {
            var line = await served.SendRawAsync($"{method} {string.Format(path, new string('0', 64))} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Assert.StartsWith($"HTTP/1.1 {status} ", line, StringComparison.Ordinal);
        }
    }
}
