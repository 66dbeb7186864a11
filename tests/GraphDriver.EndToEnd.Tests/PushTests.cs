using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What we push is what podman and skopeo pull.</summary>
[Collection(PeersCollection.Name)]
public sealed class PushTests(PeersFixture peers)
{
    [RootTheory]
    [InlineData("zstd:chunked", "oci", "application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("zstd", "oci", "application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("gzip", "oci", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("none", "oci", "application/vnd.oci.image.layer.v1.tar")]
    [InlineData("gzip", "docker", "application/vnd.docker.image.rootfs.diff.tar.gzip")]
    [InlineData("none", "docker", "application/vnd.docker.image.rootfs.diff.tar")]
    public void podman_pulls_the_same_image_in_every_form(string compression, string format, string mediaType)
    {
        var ours = peers.Machine.NewStore();
        string id = ours.Pull(peers.Pushed("debian-gzip"));
        string reference = $"{peers.Registry.Host}/forms:{format}-{compression.Replace(':', '-')}";
        string digest = Push(ours, id, reference, "--compression", compression, "--format", format);
        var manifest = Raw(ours, reference);
        Assert.Equal($"sha256:{id}", manifest.GetProperty("config").GetProperty("digest").GetString());
        Assert.All(manifest.GetProperty("layers").EnumerateArray(), layer => Assert.Equal(mediaType, layer.GetProperty("mediaType").GetString()));
        Assert.Equal(digest, ours.Skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{reference}").Succeeded().Output);

        var theirs = peers.Machine.NewStore();
        Assert.Equal(id, theirs.PodmanPull(reference));
        AssertContent(theirs, id);
    }

    [RootFact]
    public void podman_takes_our_zstd_chunked_layers_in_parts()
    {
        var ours = peers.Machine.NewStore();
        string reference = $"{peers.Registry.Host}/parts:latest";
        string id = ours.Pull(peers.Pushed("debian-gzip"));
        Push(ours, id, reference);
        var theirs = PodmanStore.WithComposefs(peers.Machine);
        var pull = theirs.Podman("--log-level", "debug", "pull", "-q", "--tls-verify=false", reference).Succeeded();
        Assert.Equal(id, pull.Output);
        Assert.Equal(3, pull.Error.Split('\n').Count(line => line.Contains("Retrieved partial blob", StringComparison.Ordinal)));
    }

    [RootFact]
    public void The_second_push_sends_no_blob_and_another_repository_takes_them_over()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("debian-gzip"));
        string digest = Push(store, id, $"{peers.Registry.Host}/second:one");
        int before = peers.Registry.Requests().Count;
        Assert.Equal(digest, Push(store, id, $"{peers.Registry.Host}/second:two"));
        Assert.Equal(["PUT /v2/second/manifests/two"], Writes(before));

        before = peers.Registry.Requests().Count;
        Assert.Equal(digest, Push(store, id, $"{peers.Registry.Host}/third:one"));
        var writes = Writes(before);
        Assert.Equal(3, writes.Count(request => request.StartsWith("POST /v2/third/blobs/uploads/?mount=", StringComparison.Ordinal) && request.EndsWith("&from=second", StringComparison.Ordinal)));
        Assert.DoesNotContain(writes, request => request.StartsWith("PATCH ", StringComparison.Ordinal));
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{peers.Registry.Host}/third:one"));
    }

    [RootFact]
    public void A_blob_that_came_by_a_pull_goes_back_as_it_is()
    {
        var store = peers.Machine.NewStore();
        string reference = peers.Pushed("debian-chunked");
        string id = store.Pull(reference);
        string digest = store.Skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{reference}").Succeeded().Output;
        int before = peers.Registry.Requests().Count;
        Assert.Equal(digest, Push(store, id, $"{peers.Registry.Host}/debian-chunked:again"));
        Assert.Equal(["PUT /v2/debian-chunked/manifests/again"], Writes(before));

        before = peers.Registry.Requests().Count;
        Assert.Equal(digest, Push(store, id, $"{peers.Registry.Host}/taken-over:again"));
        Assert.Contains(Writes(before), request => request.EndsWith("&from=debian-chunked", StringComparison.Ordinal));
        Assert.DoesNotContain(Writes(before), request => request.StartsWith("PATCH ", StringComparison.Ordinal));
    }

    [RootTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_that_podman_pulled_are_pushed_as_ours_are(bool composefs)
    {
        var ours = peers.Machine.NewStore();
        var theirs = composefs ? PodmanStore.WithComposefs(peers.Machine) : peers.Machine.NewStore();
        string source = composefs ? peers.Pushed("debian-chunked") : peers.Pushed("debian-gzip");
        string id = theirs.PodmanPull(source);
        Assert.Equal(id, ours.Pull(source));
        string name = $"{peers.Registry.Host}/podmans-{composefs}".ToLowerInvariant();
        string digest = Push(theirs, id, $"{name}:theirs", "--compression-level", "4");
        Assert.Equal(digest, Push(ours, id, $"{name}:ours", "--compression-level", "4"));
        var fresh = peers.Machine.NewStore();
        Assert.Equal(id, fresh.PodmanPull($"{name}:theirs"));
        AssertContent(fresh, id);
    }

    [RootFact]
    public void An_image_goes_by_its_own_name_and_leaves_its_digest()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("busybox"));
        string name = $"{peers.Registry.Host}/own-name:v2";
        store.GraphDriver("tag", id, name).Succeeded();
        string digest = store.GraphDriver("push", "--tls-verify=false", "-q", "--digestfile", $"{store.Folder}/digest", name).Succeeded().Output;
        Assert.Equal(digest, File.ReadAllText(peers.Machine.Outside($"{store.Folder}/digest")));
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{peers.Registry.Host}/own-name@{digest}"));
    }

    [RootFact]
    public void Errors_are_one_line_that_names_the_place()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("busybox"));
        AssertError(store.GraphDriver("push", "-q", id), "say where the image is to go");
        AssertError(store.GraphDriver("push", "-q", "--tls-verify=false", id, "127.0.0.1:1/name"), "docker://127.0.0.1:1/name");
        AssertError(store.GraphDriver("push", "-q", "no-such-image", $"{peers.Registry.Host}/name"), "there is no such image");
        AssertError(store.GraphDriver("push", "-q", "--format", "docker", "--compression", "zstd", id, $"{peers.Registry.Host}/name"), "--format oci");
        AssertError(store.GraphDriver("push", "-q", id, "oci:/proc/nowhere"), "/proc/nowhere");
    }

    private static void AssertError(CommandResult result, string part)
    {
        Assert.Equal(125, result.ExitCode);
        Assert.Single(result.Error.Split('\n'));
        Assert.Contains(part, result.Error, StringComparison.Ordinal);
    }

    private static string Push(TestStore store, string image, string reference, params string[] options) =>
        store.GraphDriver(["push", "--tls-verify=false", "-q", .. options, image, reference]).Succeeded().Output;

    private static JsonElement Raw(TestStore store, string reference) =>
        store.Skopeo("inspect", "--raw", "--tls-verify=false", $"docker://{reference}").Succeeded().Json();

    private List<string> Writes(int before) =>
        [.. peers.Registry.Requests().Skip(before).Where(request => !request.StartsWith("GET ", StringComparison.Ordinal) && !request.StartsWith("HEAD ", StringComparison.Ordinal))];

    private void AssertContent(TestStore store, string id)
    {
        string mounted = store.Podman("image", "mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, "debian-gzip"), TreeListing.Of(peers.Machine, mounted));
        store.Podman("image", "unmount", id).Succeeded();
    }
}
