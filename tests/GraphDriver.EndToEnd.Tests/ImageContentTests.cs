using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What our mount of an image shows is what podman's mount of it without composefs shows, file by file.</summary>
[Collection(PeersCollection.Name)]
public sealed class ImageContentTests(PeersFixture peers)
{
    [RootTheory]
    [InlineData("debian-gzip")]
    [InlineData("debian-zstd")]
    [InlineData("debian-plain")]
    [InlineData("debian-chunked")]
    public void A_pulled_Debian_image_is_what_podman_mounts(string image)
    {
        var store = peers.Machine.NewStore();
        string id = store.GraphDriver("pull", "--tls-verify=false", "-q", peers.Pushed(image)).Succeeded().Output;
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, "debian-gzip"), TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();
    }

    [RootFact]
    public void Everything_that_a_layer_may_hold_is_what_podman_mounts()
    {
        var store = peers.Machine.NewStore();
        string layout = $"{store.Folder}/everything";
        string expectedId = EverythingImage.Write(peers.Machine.Outside(layout));
        string reference = peers.Registry.Push(peers.Machine, $"oci:{layout}:latest", "everything");
        string id = store.GraphDriver("pull", "--tls-verify=false", "-q", reference).Succeeded().Output;
        Assert.Equal(expectedId, id);
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Pull(peers, reference), TreeListing.Of(peers.Machine, mounted), EverythingImage.ImpliedFolders);
        store.GraphDriver("unmount", id).Succeeded();
    }
}
