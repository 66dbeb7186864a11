using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>Our command works with images that podman pulled into the same root, with and without composefs.</summary>
[Collection(PeersCollection.Name)]
public sealed class OursOnPodmanImagesTests(PeersFixture peers)
{
    /// <summary>podman's own composefs layers show whiteouts as files and stubs, so only an image without deletions can be the same.</summary>
    public static TheoryData<bool, string> Stores => new() { { false, "debian-gzip" }, { false, "busybox" }, { true, "busybox" } };

    [RootTheory]
    [MemberData(nameof(Stores))]
    public void It_lists_mounts_runs_and_removes_them(bool composefs, string image)
    {
        var store = NewStore(composefs);
        string id = store.PodmanPull(peers.Pushed(image));
        Assert.Equal(composefs, HasBlob(store));
        Assert.Contains(id, store.GraphDriver("images", "--format", "json").Succeeded().Output, StringComparison.Ordinal);

        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, image), TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();

        Assert.Equal("ran", store.GraphDriver("run", "--rm", "--network", "none", id, "sh", "-c", "echo ran").Succeeded().Output);
        store.GraphDriver("rmi", peers.Pushed(image)).Succeeded();
        Assert.Equal("[]", store.Podman("images", "--format", "json").Succeeded().Output);
        Assert.Equal(0, store.Json("overlay-layers/layers.json").GetArrayLength());
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void It_inspects_and_tags_them_and_podman_sees_the_tag()
    {
        var store = peers.Machine.NewStore();
        string id = store.PodmanPull(peers.Pushed("busybox"));
        Assert.Contains(id, store.GraphDriver("inspect", id).Succeeded().Output, StringComparison.Ordinal);
        store.GraphDriver("tag", id, "localhost/other:v1").Succeeded();
        Assert.Equal(id, store.Podman("image", "inspect", "--format", "{{.Id}}", "localhost/other:v1").Succeeded().Output);
        store.GraphDriver("rmi", "localhost/other:v1").Succeeded();
        Assert.Equal(id, store.Podman("image", "inspect", "--format", "{{.Id}}", peers.Pushed("busybox")).Succeeded().Output);
    }

    [RootFact]
    public void It_pulls_on_top_of_layers_that_podman_has_pulled()
    {
        var store = peers.Machine.NewStore();
        string id = store.PodmanPull(peers.Pushed("debian-gzip"));
        Assert.Equal(id, store.Pull(peers.Pushed("debian-zstd")));
        Assert.Equal(3, store.Json("overlay-layers/layers.json").GetArrayLength());
        Assert.Contains("debian-zstd", store.Podman("images").Succeeded().Output, StringComparison.Ordinal);
    }

    private TestStore NewStore(bool composefs) => composefs ? PodmanStore.WithComposefs(peers.Machine) : peers.Machine.NewStore();

    private bool HasBlob(TestStore store) =>
        peers.Machine.Run("find", $"{store.Root}/overlay", "-name", "composefs.blob").Succeeded().Lines.Length > 0;
}
