using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Trees;

/// <summary>What an image holds by podman's word: pulled by it without composefs into a store of its own, mounted and listed.</summary>
internal static class PodmanTruth
{
    private static readonly Dictionary<string, TreeListing> Known = [];

    /// <summary>An image of <c>hack/images.sh</c>; listed once for all tests.</summary>
    public static TreeListing Of(PeersFixture peers, string image)
    {
        lock (Known)
        {
            if (!Known.TryGetValue(image, out var listing))
            {
                listing = Pull(peers, peers.Pushed(image));
                Known.Add(image, listing);
            }

            return listing;
        }
    }

    /// <summary>Any image of the registry.</summary>
    public static TreeListing Pull(PeersFixture peers, string reference)
    {
        var store = peers.Machine.NewStore();
        string id = store.Podman("pull", "-q", "--tls-verify=false", reference).Succeeded().Output;
        string mounted = store.Podman("image", "mount", id).Succeeded().Output;
        var listing = TreeListing.Of(peers.Machine, mounted);
        store.Podman("image", "unmount", id).Succeeded();
        return listing;
    }
}
