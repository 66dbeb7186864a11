using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>Equal files of layers that were there before us become one, while podman's containers run.</summary>
[Collection(PeersCollection.Name)]
public sealed class DedupTests(PeersFixture peers)
{
    [RootFact]
    public void Layers_of_podman_share_their_objects_while_its_containers_run()
    {
        var store = PodmanStore.WithComposefs(peers.Machine);
        string id = store.PodmanPull(peers.Pushed("debian-gzip"));
        store.Podman("run", "-d", "--name", "running", "--network", "none", id, "sleep", "1000").Succeeded();
        string mounted = store.Podman("mount", "running").Succeeded().Output;
        var before = TreeListing.Of(peers.Machine, mounted);
        long blocksBefore = Blocks(store);

        var done = Dedup(store);

        Assert.True(done.GetProperty("objectsMerged").GetInt64() > 0);
        Assert.Equal(0, done.GetProperty("objectsDamaged").GetInt64());
        Assert.Equal(blocksBefore - Blocks(store), done.GetProperty("bytesBefore").GetInt64() - done.GetProperty("bytesAfter").GetInt64());
        TreeComparison.AssertSame(before, TreeListing.Of(peers.Machine, mounted));
        Assert.Equal("still here", store.Podman("exec", "running", "sh", "-c", "cat /etc/motd >/dev/null && cat /usr/bin/* >/dev/null 2>&1; echo still here").Succeeded().Output);
        Assert.Equal(before.Entries.Count, TreeListing.Of(peers.Machine, mounted).Entries.Count);

        var again = Dedup(store);
        Assert.Equal((0L, 0L), (again.GetProperty("objectsMerged").GetInt64(), again.GetProperty("objectsAdded").GetInt64()));

        store.Podman("rm", "-f", "-t", "0", "running").Succeeded();
        string next = store.Podman("image", "mount", id).Succeeded().Output;
        TreeComparison.AssertSame(before, TreeListing.Of(peers.Machine, next));
        store.Podman("image", "unmount", id).Succeeded();
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void What_podman_had_is_one_with_what_we_pull_and_goes_when_both_go()
    {
        var store = PodmanStore.WithComposefs(peers.Machine);
        byte[] shared = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31 >> 4))];
        string theirs = Layout(store, "theirs", new TarBuilder().File("file", shared).File("own", "theirs"));
        string ours = Layout(store, "ours", new TarBuilder().File("elsewhere", shared).File("own", "ours"));
        store.PodmanPull(theirs);
        store.Pull(ours);
        Assert.Equal(2, Inodes(store, shared.Length));

        Assert.Equal(1, Dedup(store).GetProperty("objectsMerged").GetInt64());
        Assert.Equal(1, Inodes(store, shared.Length));

        store.Podman("rmi", "-f", "-a").Succeeded();
        store.GraphDriver("gc").Succeeded();
        Assert.Equal(0, Inodes(store, shared.Length));
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void What_podman_has_pulled_is_not_fetched_again()
    {
        var store = PodmanStore.WithComposefs(peers.Machine);
        store.PodmanPull(peers.NearDuplicate(1));
        string id = store.Pull(peers.NearDuplicate(2));

        // All objects but that of the one file that differs are podman's own, and in the pool.
        string links = peers.Machine.Run("sh", "-c", $"find {store.Root}/graphdriver/objects -type f -printf '%n\n' | sort | uniq -c").Succeeded().Output;
        Assert.Matches(@"^\s*[1-3] 2\n\s*\d{4} 3$", links);
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Pull(peers, peers.NearDuplicate(2)), TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void A_dedup_that_is_killed_leaves_every_layer_right()
    {
        var store = PodmanStore.WithComposefs(peers.Machine);
        string id = store.PodmanPull(peers.Pushed("debian-gzip"));
        string mounted = store.Podman("image", "mount", id).Succeeded().Output;
        var before = TreeListing.Of(peers.Machine, mounted);
        store.Podman("image", "unmount", id).Succeeded();
        for (int milliseconds = 40; milliseconds < 400; milliseconds += 60)
        {
            using var running = peers.Machine.Start(store.GraphDriverCommand("dedup"));
            Thread.Sleep(milliseconds);
            running.Kill();
            running.WaitForExit(TimeSpan.FromMinutes(1));
        }

        Dedup(store);
        mounted = store.Podman("image", "mount", id).Succeeded().Output;
        TreeComparison.AssertSame(before, TreeListing.Of(peers.Machine, mounted));
        store.Podman("image", "unmount", id).Succeeded();
        Assert.Equal([".lock"], peers.Machine.Run("ls", "-A", $"{store.Root}/graphdriver/dedup").Succeeded().Lines);
        Assert.Empty(StoreState.Faults(store));
    }

    private static JsonElement Dedup(TestStore store)
    {
        using var document = JsonDocument.Parse(store.GraphDriver("dedup", "--format", "json").Succeeded().Output);
        return document.RootElement.Clone();
    }

    /// <summary>What the layers' objects and our folder take on the disk, by du.</summary>
    private long Blocks(TestStore store) => long.Parse(
        peers.Machine.Run("sh", "-c", $"cd {store.Root} && du -sc -B1 overlay/*/diff $(test -d graphdriver && echo graphdriver) | tail -1 | cut -f1").Succeeded().Output);

    private int Inodes(TestStore store, int size) =>
        peers.Machine.Run("sh", "-c", $"find {store.Root} -type f -size {size}c -printf '%i\\n' | sort -u").Succeeded().Lines.Length;

    private string Layout(TestStore store, string name, TarBuilder tar)
    {
        string folder = $"{store.Folder}/{name}";
        new OciLayout(peers.Machine.Outside(folder)).Layer(tar.End().ToArray()).Write();
        return peers.Registry.Push(peers.Machine, $"oci:{folder}:latest", $"{name}:latest");
    }
}
