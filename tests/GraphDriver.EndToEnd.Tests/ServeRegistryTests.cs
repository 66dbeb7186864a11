using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What we serve, skopeo and podman pull, and they push to it.</summary>
[Collection(PeersCollection.Name)]
public sealed class ServeRegistryTests(PeersFixture peers)
{
    [RootFact]
    public void skopeo_copies_in_and_out_and_the_folder_is_a_layout()
    {
        var store = peers.Machine.NewStore();
        string folder = NewFolder(store);
        using var served = new ServedRegistry(store, folder);
        Copy(store, "oci:/images/debian-gzip:latest", $"docker://{served.Host}/some/debian:v1");
        Copy(store, $"docker://{served.Host}/some/debian:v1", $"docker://{served.Host}/other:v1");
        Copy(store, $"docker://{served.Host}/other:v1", $"oci:{store.Folder}/out:v1");
        string[] digests = [.. ((string[])["oci:/images/debian-gzip:latest", $"docker://{served.Host}/other:v1", $"oci:{store.Folder}/out:v1", $"oci:{folder}/some/debian:v1"]).Select(place => DigestOf(store, place))];
        Assert.Single(digests.Distinct());
        Assert.Contains("\"v1\"", store.Skopeo("list-tags", "--tls-verify=false", $"docker://{served.Host}/other").Succeeded().Output, StringComparison.Ordinal);

        string id = store.Pull($"{served.Host}/some/debian:v1");
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{served.Host}/other@{digests[0]}"));
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"oci:{folder}/some/debian:v1"));
        store.Skopeo("delete", "--tls-verify=false", $"docker://{served.Host}/other:v1").Succeeded();
        Assert.Equal(125, store.GraphDriver("pull", "-q", "--tls-verify=false", $"{served.Host}/other:v1").ExitCode);

        var ended = served.Stop();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Empty(Directory.EnumerateFiles(peers.Machine.Outside(folder), ".*"));
    }

    [RootFact]
    public void podman_pushes_and_all_pull_in_parts_too()
    {
        var theirs = peers.Machine.NewStore();
        using var served = new ServedRegistry(theirs, NewFolder(theirs));
        string id = theirs.PodmanPull(peers.Pushed("debian-gzip"));
        theirs.Podman("push", "-q", "--tls-verify=false", "--compression-format", "gzip", id, $"{served.Host}/debian:gzip").Succeeded();
        theirs.Podman("push", "-q", "--tls-verify=false", "--compression-format", "zstd:chunked", "--force-compression", id, $"{served.Host}/debian:chunked").Succeeded();
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{served.Host}/debian:gzip"));
        var inParts = PodmanStore.WithComposefs(peers.Machine).Podman("--log-level", "debug", "pull", "-q", "--tls-verify=false", $"{served.Host}/debian:chunked").Succeeded();
        Assert.Equal(id, inParts.Output);
        Assert.Contains("Retrieved partial blob", inParts.Error, StringComparison.Ordinal);

        var ours = peers.Machine.NewStore();
        Assert.Equal(id, ours.Pull($"{served.Host}/debian:gzip"));
        ours.GraphDriver("push", "-q", "--tls-verify=false", id, $"{served.Host}/ours/debian:v1").Succeeded();
        ours.GraphDriver("rmi", id).Succeeded();
        Assert.Equal(id, ours.Pull($"{served.Host}/ours/debian:v1"));
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{served.Host}/ours/debian:v1"));
    }

    [RootTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_store_is_served_as_it_is(bool podmans)
    {
        var store = peers.Machine.NewStore();
        string id = podmans ? store.PodmanPull(peers.Pushed("debian-gzip")) : store.Pull(peers.Pushed("debian-gzip"));
        store.GraphDriver("tag", id, "registry.example/some/debian:v1").Succeeded();
        using var served = new ServedRegistry(store, podmans ? store.Root : "--store");
        var fresh = peers.Machine.NewStore();
        Assert.Equal(id, fresh.PodmanPull($"{served.Host}/registry.example/some/debian:v1"));
        string mounted = fresh.Podman("image", "mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, "debian-gzip"), TreeListing.Of(peers.Machine, mounted));
        fresh.Podman("image", "unmount", id).Succeeded();

        Assert.Equal(id, peers.Machine.NewStore().Pull($"{served.Host}/debian-gzip"));
        string digest = DigestOf(store, $"docker://{served.Host}/some/debian:v1");
        Copy(store, $"docker://{served.Host}/some/debian@{digest}", $"dir:{store.Folder}/copy");
        Assert.NotEqual(0, store.Skopeo("copy", "-q", "--dest-tls-verify=false", "oci:/images/busybox:latest", $"docker://{served.Host}/busybox:v1").ExitCode);
        Assert.Equal(0, served.Stop().ExitCode);
    }

    [RootFact]
    public void Errors_are_one_line()
    {
        var store = peers.Machine.NewStore();
        AssertError("either a DIR or --store");
        AssertError("either a DIR or --store", "/tmp", "--store");
        AssertError("'localhost:5000' is no address", "/tmp", "--listen", "localhost:5000");
        AssertError("there is no directory '/no/such'", "/no/such");
        AssertError("go together", "/tmp", "--tls-cert", "/etc/passwd");
        AssertError("203.0.113.1:0", "/tmp", "--listen", "203.0.113.1:0");

        void AssertError(string part, params string[] arguments)
        {
            var result = store.GraphDriver(["serve-registry", .. arguments]);
            Assert.Equal(125, result.ExitCode);
            Assert.Single(result.Error.Split('\n'));
            Assert.Contains(part, result.Error, StringComparison.Ordinal);
        }
    }

    private string NewFolder(TestStore store) => Directory.CreateDirectory(peers.Machine.Outside($"{store.Folder}/served")) is { Exists: true } ? $"{store.Folder}/served" : "";

    private static void Copy(TestStore store, string from, string to) =>
        store.Skopeo("copy", "-q", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", from, to).Succeeded();

    private static string DigestOf(TestStore store, string place) =>
        store.Skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", place).Succeeded().Output;
}
