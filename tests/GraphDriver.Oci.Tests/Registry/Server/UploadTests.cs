using System.Net;
using System.Security.Cryptography;
using GraphDriver.Oci.Registry.Server;

namespace GraphDriver.Oci.Tests.Registry.Server;

/// <summary>Blobs come in one request or in several, and nothing stays of what does not come whole.</summary>
public sealed class UploadTests
{
    private static readonly byte[] Blob = TestOptions.Content(1_000_000);
    private static readonly string Digest = ServedFolder.DigestOf(Blob);

    [Fact]
    public async Task Pieces_make_a_blob()
    {
        await using var served = new ServedFolder();
        var location = await served.BeginUploadAsync("a/b");
        using (var first = await served.ExpectAsync(202, "PATCH", location, Blob[..300_000], ("Content-Range", "0-299999")))
        {
            Assert.Equal("0-299999", first.Headers.GetValues("Range").Single());
        }

        using (var status = await served.ExpectAsync(204, "GET", location))
        {
            Assert.Equal("0-299999", status.Headers.GetValues("Range").Single());
            Assert.Equal(location, status.Headers.Location!.ToString());
        }

        using (var wrong = await served.ExpectAsync(416, "PATCH", location, Blob[..10], ("Content-Range", "0-9")))
        {
            Assert.Equal("0-299999", wrong.Headers.GetValues("Range").Single());
        }

        await served.RefusedAsync(400, "BLOB_UPLOAD_INVALID", "PATCH", location, Blob[..10], ("Content-Range", "9-0"));
        await served.RefusedAsync(400, "SIZE_INVALID", "PATCH", location, Blob[..10], ("Content-Range", "300000-300010"));
        (await served.ExpectAsync(202, "PATCH", location, Blob[300_000..600_000])).Dispose();
        Assert.Single(served.Staged);
        using var last = await served.ExpectAsync(201, "PUT", $"{location}?digest={Digest}", Blob[600_000..], ("Content-Range", "600000-999999"));
        Assert.Equal($"/v2/a/b/blobs/{Digest}", last.Headers.Location!.ToString());
        Assert.Equal(Digest, last.Headers.GetValues("Docker-Content-Digest").Single());
        Assert.Empty(served.Staged);
        Assert.Equal(Blob, await served.GetAsync($"/v2/a/b/blobs/{Digest}"));
        Assert.Equal(Blob, await File.ReadAllBytesAsync($"{served.Root}/a/b/blobs/{Digest.Replace(':', '/')}"));
        await served.RefusedAsync(404, "BLOB_UPLOAD_UNKNOWN", "GET", location);
    }

    [Fact]
    public async Task One_request_after_the_first_makes_a_blob_of_any_algorithm()
    {
        await using var served = new ServedFolder();
        var digest = $"sha512:{Convert.ToHexStringLower(SHA512.HashData(Blob))}";
        (await served.ExpectAsync(201, "PUT", $"{await served.BeginUploadAsync("a")}?digest={digest}", Blob)).Dispose();
        Assert.Equal(Blob, await served.GetAsync($"/v2/a/blobs/{digest}"));
        var empty = await served.PushBlobAsync("a", []);
        Assert.Empty(await served.GetAsync($"/v2/a/blobs/{empty}"));
    }

    [Fact]
    public async Task Other_bytes_than_the_digest_names_leave_nothing()
    {
        await using var served = new ServedFolder();
        await served.RefusedAsync(400, "DIGEST_INVALID", "POST", $"/v2/a/blobs/uploads/?digest={Digest}", Blob[1..]);
        await served.RefusedAsync(400, "DIGEST_INVALID", "PUT", $"{await served.BeginUploadAsync("a")}?digest={Digest}", Blob[1..]);
        await served.RefusedAsync(400, "DIGEST_INVALID", "PUT", $"{await served.BeginUploadAsync("a")}?digest=sha256:zz", Blob);
        await served.RefusedAsync(400, "DIGEST_INVALID", "PUT", await served.BeginUploadAsync("a"), Blob);
        await served.RefusedAsync(400, "DIGEST_INVALID", "POST", "/v2/a/blobs/uploads/?digest=..%2f..%2fx", Blob);
        Assert.Empty(Directory.EnumerateFileSystemEntries(served.Root));
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        await using var served = new ServedFolder();
        var location = await served.BeginUploadAsync("a");
        (await served.ExpectAsync(202, "PATCH", location, Blob)).Dispose();
        await served.RefusedAsync(404, "BLOB_UPLOAD_UNKNOWN", "DELETE", location.Replace("/v2/a/", "/v2/b/", StringComparison.Ordinal));
        (await served.ExpectAsync(204, "DELETE", location)).Dispose();
        await served.RefusedAsync(404, "BLOB_UPLOAD_UNKNOWN", "PATCH", location, Blob);
        Assert.Empty(Directory.EnumerateFileSystemEntries(served.Root));
    }

    [Fact]
    public async Task A_client_that_goes_in_the_midst_may_go_on_or_leaves_nothing()
    {
        await using var served = new ServedFolder();
        var location = await served.BeginUploadAsync("a");
        await Assert.ThrowsAnyAsync<Exception>(() => served.Client.PatchAsync(location, new CutContent(Blob, 400_000)));
        var range = "";
        for (var tries = 0; tries < 100; tries++)
        {
            // The registry may not have noticed yet.
            using var status = await served.SendAsync("GET", location);
            if (status.StatusCode == HttpStatusCode.NoContent)
            {
                range = status.Headers.GetValues("Range").Single();
                break;
            }

            Assert.Equal(HttpStatusCode.Conflict, status.StatusCode);
            await Task.Delay(50);
        }

        var come = int.Parse(range.Split('-')[1]) + 1;
        Assert.InRange(come, 1, 400_000);
        (await served.ExpectAsync(201, "PUT", $"{location}?digest={Digest}", Blob[come..])).Dispose();
        Assert.Equal(Blob, await served.GetAsync($"/v2/a/blobs/{Digest}"));
        await served.BeginUploadAsync("left-behind");
        Assert.Single(served.Staged);
    }

    [Fact]
    public async Task An_upload_that_is_left_is_dropped_in_time()
    {
        var options = new RegistryServerOptions { Listen = new(IPAddress.Loopback, 0), UploadTimeout = TimeSpan.Zero };
        await using var served = new ServedFolder(options: options);
        var location = await served.BeginUploadAsync("a");
        await Task.Delay(20);
        await served.BeginUploadAsync("a");
        Assert.Single(served.Staged);
        await served.RefusedAsync(404, "BLOB_UPLOAD_UNKNOWN", "GET", location);
    }

    [Fact]
    public async Task What_another_repository_has_is_mounted()
    {
        await using var served = new ServedFolder();
        await served.PushBlobAsync("one", Blob);
        using (var mounted = await served.ExpectAsync(201, "POST", $"/v2/two/blobs/uploads/?mount={Digest}&from=one"))
        {
            Assert.Equal($"/v2/two/blobs/{Digest}", mounted.Headers.Location!.ToString());
        }

        Assert.Equal(Blob, await served.GetAsync($"/v2/two/blobs/{Digest}"));
        (await served.ExpectAsync(202, "POST", $"/v2/three/blobs/uploads/?mount={Digest}&from=none")).Dispose();
        (await served.ExpectAsync(202, "POST", $"/v2/three/blobs/uploads/?mount={Digest}&from=..%2fone")).Dispose();
        (await served.ExpectAsync(202, "POST", $"/v2/three/blobs/uploads/?mount={Digest}")).Dispose();
        await served.RefusedAsync(404, "BLOB_UNKNOWN", "GET", $"/v2/three/blobs/{Digest}");
    }

    [Fact]
    public async Task A_damaged_blob_is_not_mounted()
    {
        await using var served = new ServedFolder();
        await served.PushBlobAsync("one", Blob);
        await File.WriteAllBytesAsync($"{served.Root}/one/blobs/{Digest.Replace(':', '/')}", new byte[Blob.Length]);
        await served.RefusedAsync(500, "UNKNOWN", "POST", $"/v2/two/blobs/uploads/?mount={Digest}&from=one");
        Assert.False(Directory.Exists($"{served.Root}/two"));
    }

    [Fact]
    public async Task A_read_only_registry_takes_nothing()
    {
        await using var served = new ServedFolder(options: new RegistryServerOptions { Listen = new(IPAddress.Loopback, 0), ReadOnly = true });
        await served.RefusedAsync(405, "UNSUPPORTED", "POST", "/v2/a/blobs/uploads/");
        await served.RefusedAsync(405, "UNSUPPORTED", "PUT", "/v2/a/manifests/v1", Blob);
        await served.RefusedAsync(405, "UNSUPPORTED", "DELETE", "/v2/a/manifests/v1");
        await served.RefusedAsync(405, "UNSUPPORTED", "DELETE", $"/v2/a/blobs/{Digest}");
    }

    /// <summary>A body that breaks off.</summary>
    private sealed class CutContent(byte[] content, int length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(content.AsMemory(0, length));
            await stream.FlushAsync();
            await Task.Delay(100);
            throw new IOException("on purpose");
        }

        protected override bool TryComputeLength(out long size)
        {
            size = content.Length;
            return true;
        }
    }
}
