using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Checks;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary><c>df</c> says to the block what <c>du</c> says, and what the removal of images and containers frees before it is done.</summary>
[Collection(PeersCollection.Name)]
public sealed class DiskUsageTests(PeersFixture peers)
{
    [RootFact]
    public void Our_images_and_containers_free_what_df_foretold()
    {
        var store = peers.Machine.NewStore();
        string[] images = [.. Images(store).Take(3).Select(store.Pull)];
        store.GraphDriver("run", "--name", "box", images[1], "sh", "-c", "cat /data/more >/written; cat /data/more >/data/more2").Succeeded();
        WaitUntilUnmounted(store);
        var usage = Read(store);

        Assert.True(Number(usage, "parts", "objects", "onDisk") > 0);
        Assert.Equal(1, Number(Find(usage, "images", images[1]), "containers"));
        Assert.Equal(2, Number(Find(usage, "images", images[0]), "sharedWith"));
        Assert.Equal(Size(store), Number(usage, "onDisk"));
        AssertFreed(store, "containers", usage.GetProperty("containers")[0].GetProperty("id").GetString()!, () => store.GraphDriver("rm", "box").Succeeded());
        foreach (string image in images)
        {
            AssertFreed(store, "images", image, () => store.GraphDriver("rmi", image).Succeeded());
        }

        Assert.Equal(Size(store), Number(Read(store), "onDisk"));
    }

    [RootFact]
    public void What_podman_leaves_of_our_images_is_what_gc_frees()
    {
        var store = peers.Machine.NewStore();
        foreach (string image in Images(store).Take(2))
        {
            store.Pull(image);
        }

        // The first one makes folders for itself.
        store.GraphDriver("gc").Succeeded();
        store.Podman("rmi", "-f", "-a").Succeeded();
        var (usage, before) = (Read(store), Size(store));
        store.GraphDriver("gc").Succeeded();
        var (usageAfter, after) = (Read(store), Size(store));

        // What gc writes anew in the index is not foretold.
        long garbage = Number(usage, "garbage", "diskUsage");
        long index = Number(usage, "parts", "notes", "onDisk") - Number(usageAfter, "parts", "notes", "onDisk");
        Assert.True(garbage > 0);
        Assert.Equal(garbage + index, before - after);
        Assert.Equal(0, Number(usageAfter, "garbage", "diskUsage"));
        Assert.Equal(after, Number(usageAfter, "onDisk"));
    }

    [RootFact]
    public void Plain_layers_of_podman_free_what_df_foretold() => AssertPodman(peers.Machine.NewStore(), "plain");

    [RootFact]
    public void Composefs_layers_of_podman_free_what_df_foretold() => AssertPodman(PodmanStore.WithComposefs(peers.Machine), "composefs");

    private void AssertPodman(TestStore store, string form)
    {
        string[] images = [.. Images(store).Take(3).Select(store.PodmanPull)];
        store.Podman("run", "-d", "--name", "running", "--network", "none", images[2], "sh", "-c", "cat /data/more >/written; exec sleep 1000").Succeeded();
        var usage = Read(store);

        Assert.Contains(usage.GetProperty("layers").EnumerateArray(), layer => layer.GetProperty("form").GetString() == form);
        Assert.Equal(Size(store), Number(usage, "onDisk"));
        AssertFreed(store, "images", images[0], () => store.GraphDriver("rmi", images[0]).Succeeded());
        AssertFreed(store, "images", images[1], () => store.Podman("rmi", images[1]).Succeeded());

        store.Podman("stop", "-t", "0", "running").Succeeded();
        WaitUntilUnmounted(store);
        AssertFreed(store, "containers", Read(store).GetProperty("containers")[0].GetProperty("id").GetString()!, () => store.Podman("rm", "running").Succeeded());
        AssertFreed(store, "images", images[2], () => store.GraphDriver("rmi", images[2]).Succeeded());
        Assert.Equal(Size(store), Number(Read(store), "onDisk"));
    }

    private void AssertFreed(TestStore store, string kind, string id, Action remove)
    {
        var removal = Find(Read(store), kind, id).GetProperty("removal");
        long before = Size(store);
        remove();
        Assert.Equal(Number(removal, "diskUsage"), before - Size(store));
        Assert.Equal(Number(removal, "diskUsage"), Number(removal, "freed"));
    }

    /// <summary>The mount of a container that has ended goes a moment after it; what it hides counts only then.</summary>
    private static void WaitUntilUnmounted(TestStore store)
    {
        for (int attempt = 0; attempt < 100 && store.GraphDriver("mount").Succeeded().Output.Length > 0; attempt++)
        {
            Thread.Sleep(50);
        }
    }

    private IReadOnlyList<string> Images(TestStore store) => new SmallImages(peers, $"{store.Folder}/layouts").References;

    private static JsonElement Read(TestStore store)
    {
        using var document = JsonDocument.Parse(store.GraphDriver("df", "--format", "json").Succeeded().Output);
        return document.RootElement.Clone();
    }

    private static JsonElement Find(JsonElement usage, string kind, string id) =>
        usage.GetProperty(kind).EnumerateArray().Single(one => one.GetProperty("id").GetString() == id);

    private static long Number(JsonElement usage, params string[] path) =>
        path.Aggregate(usage, (element, name) => element.GetProperty(name)).GetInt64();

    /// <summary>What <c>du</c> says of the root, with all written.</summary>
    private long Size(TestStore store) =>
        long.Parse(peers.Machine.Run("sh", "-c", $"sync -f {store.Root} && du -s -x --block-size=1 {store.Root} | cut -f1").Succeeded().Output);
}
