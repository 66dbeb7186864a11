using System.Text.Json;
using System.Text.Json.Nodes;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>podman works with images that we pulled as with its own.</summary>
[Collection(PeersCollection.Name)]
public sealed class PodmanOnOurImagesTests(PeersFixture peers)
{
    /// <summary>What differs between two stores, whoever pulled: paths, and the size that containers/storage derives from the layers' records.</summary>
    private static readonly string[] OfTheStore = ["GraphDriver", "Size", "VirtualSize"];

    [RootFact]
    public void It_lists_and_inspects_them_as_its_own()
    {
        var ours = peers.Machine.NewStore();
        var theirs = peers.Machine.NewStore();
        string id = ours.Pull(peers.Pushed("debian-gzip"));
        Assert.Equal(theirs.PodmanPull(peers.Pushed("debian-gzip")), id);
        Assert.Equal(Listed(theirs), Listed(ours));
        Assert.Equal(Inspected(theirs, id), Inspected(ours, id));
    }

    [RootFact]
    public void Its_layers_have_the_ids_that_podman_gives()
    {
        var ours = peers.Machine.NewStore();
        var theirs = peers.Machine.NewStore();
        ours.Pull(peers.Pushed("debian-zstd"));
        theirs.PodmanPull(peers.Pushed("debian-zstd"));
        Assert.Equal(Layers(theirs), Layers(ours));
    }

    [RootFact]
    public void It_mounts_them()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("debian-gzip"));
        string mounted = store.Podman("image", "mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, "debian-gzip"), TreeListing.Of(peers.Machine, mounted));
        store.Podman("image", "unmount", id).Succeeded();
    }

    [RootFact]
    public void It_runs_them()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("debian-gzip"));
        var result = store.Podman("run", "--rm", "--network", "none", id, "sh", "-c", "echo $GREETING; cat /etc/motd | tail -1; cat /usr/share/doc/README; ls -d /usr/share/doc/bash 2>/dev/null; exit 7");
        Assert.Equal(7, result.ExitCode);
        Assert.Equal(["hello there", "changed in the second layer", "an opaque folder"], result.Lines);
    }

    [RootFact]
    public void It_commits_on_top_of_them_and_what_it_made_is_ours_to_mount()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("debian-gzip"));
        store.Podman("run", "--name", "work", "--network", "none", id, "sh", "-c", "echo new >/new; rm /etc/issue.net; mv /etc/motd /moved").Succeeded();
        string committed = store.Podman("commit", "-q", "work", "localhost/committed").Succeeded().Output;
        store.Podman("rm", "work").Succeeded();
        Assert.Equal("new", store.Podman("run", "--rm", "--network", "none", "localhost/committed", "sh", "-c", "cat /new; ls /etc/issue.net 2>/dev/null").Output);
        string podmans = store.Podman("image", "mount", committed).Succeeded().Output;
        var expected = TreeListing.Of(peers.Machine, podmans);
        store.Podman("image", "unmount", committed).Succeeded();
        string mounted = store.GraphDriver("mount", committed).Succeeded().Output;
        TreeComparison.AssertSame(expected, TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", committed).Succeeded();
    }

    [RootFact]
    public void It_removes_them_and_nothing_is_left()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("debian-gzip"));
        store.Podman("rmi", peers.Pushed("debian-gzip")).Succeeded();
        Assert.Equal(0, store.Json("overlay-layers/layers.json").GetArrayLength());
        Assert.Equal(0, store.Json("overlay-images/images.json").GetArrayLength());
        Assert.Empty(StoreState.Faults(store));
        store.GraphDriver("gc").Succeeded();
        Assert.Empty(StoreState.Orphans(store));
    }

    [RootFact]
    public void It_saves_and_pushes_them_byte_for_byte()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("debian-gzip"));
        var expected = store.Podman("image", "inspect", "--format", "{{json .RootFS.Layers}}", id).Succeeded().Json();
        store.Podman("push", "-q", "--tls-verify=false", id, $"{peers.Registry.Host}/pushed-again:latest").Succeeded();
        store.Podman("save", "-q", "--format", "oci-dir", "-o", $"{store.Folder}/saved", id).Succeeded();
        var config = store.Skopeo("inspect", "--config", "--tls-verify=false", $"docker://{peers.Registry.Host}/pushed-again:latest").Succeeded().Json();
        Assert.Equal(Texts(expected), Texts(config.GetProperty("rootfs").GetProperty("diff_ids")));
    }

    [RootFact]
    public void Its_check_finds_nothing()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("busybox"));
        var check = store.Podman("system", "check");
        Assert.True(check is { ExitCode: 0, Output: "" }, check.ToString());
    }

    private static string Listed(TestStore store)
    {
        var images = JsonNode.Parse(store.Podman("images", "--format", "json").Succeeded().OutputBytes)!.AsArray();
        foreach (var image in images)
        {
            image!.AsObject().Remove("Size");
            image.AsObject().Remove("VirtualSize");
        }

        return images.ToJsonString(Indented);
    }

    private static string Inspected(TestStore store, string id)
    {
        var inspected = JsonNode.Parse(store.Podman("image", "inspect", id).Succeeded().OutputBytes)!.AsArray()[0]!.AsObject();
        foreach (string name in OfTheStore)
        {
            inspected.Remove(name);
        }

        return inspected.ToJsonString(Indented);
    }

    private static IEnumerable<string> Layers(TestStore store) =>
        store.Json("overlay-layers/layers.json").EnumerateArray()
            .Select(layer => $"{layer.GetProperty("id")} {layer.GetProperty("diff-digest")} {layer.GetProperty("compressed-diff-digest")} {Text(layer, "parent")} {layer.GetProperty("compression")}")
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(element => element.GetString());

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
