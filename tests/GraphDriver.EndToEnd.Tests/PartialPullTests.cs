using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>A layer of zstd:chunked that comes in parts is the one that comes whole, and costs what is new in it.</summary>
[Collection(PeersCollection.Name)]
public sealed class PartialPullTests(PeersFixture peers)
{
    private const string InParts = ": Partial: ";
    private const string NoParts = """
        [storage.options]
        pull_options = {enable_partial_images = "false"}
        """;

    [RootFact]
    public void What_comes_in_parts_is_what_comes_whole()
    {
        var (parts, whole) = (peers.Machine.NewStore(), peers.Machine.NewStore(NoParts));
        parts.Pull(peers.NearDuplicate(1));
        var (id, log) = PullLoudly(parts, peers.NearDuplicate(2));
        Assert.Contains(InParts, log, StringComparison.Ordinal);
        Assert.Equal(id, whole.Pull(peers.NearDuplicate(2)));

        AssertSameLayers(whole, parts);
        AssertSameTree(PodmanTruth.Pull(peers, peers.NearDuplicate(2)), parts, id);
        var record = Layers(parts).Single(layer => layer.TryGetProperty("toc-digest", out _));
        Assert.Equal(Annotation(peers.NearDuplicate(2), "manifest-checksum"), record.GetProperty("toc-digest").GetString());
        Assert.False(record.TryGetProperty("compressed-diff-digest", out _), "nobody has seen the whole blob");
        Assert.Empty(StoreState.Faults(parts));
        Assert.Empty(StoreState.Orphans(parts));
    }

    [RootFact]
    public void Each_layer_of_an_image_comes_in_parts()
    {
        var (parts, whole) = (peers.Machine.NewStore(), peers.Machine.NewStore(NoParts));
        parts.Pull(peers.NearDuplicate(1));
        var (id, log) = PullLoudly(parts, peers.Pushed("debian-chunked"));
        Assert.True(log.Split(InParts).Length + log.Split(": Reuse: ").Length - 2 >= 2, log);
        Assert.Equal(id, whole.Pull(peers.Pushed("debian-chunked")));
        AssertSameLayers(whole, parts);
        AssertSameTree(PodmanTruth.Of(peers, "debian-chunked"), parts, id);
    }

    [RootFact]
    public void One_more_near_duplicate_costs_what_is_new_in_it()
    {
        const long Answers = 64 << 10;
        const long MostDisk = 4_400_000;
        using var proxy = new CountingProxy(peers.Registry.Host);
        var store = peers.Machine.NewStore();
        store.Pull(peers.NearDuplicate(1));
        store.Pull(proxy.Through(peers.NearDuplicate(2)));
        var (received, used) = (proxy.Received, DiskUse(store));

        string id = store.Pull(proxy.Through(peers.NearDuplicate(3)));

        received = proxy.Received - received;
        long described = Length(peers.NearDuplicate(3), "manifest-position") + Length(peers.NearDuplicate(3), "tarsplit-position");
        Assert.True(received < described + Answers, $"{received} bytes came, the table of contents and the tar-split have {described}");
        used = DiskUse(store) - used;
        Assert.True(used <= MostDisk, $"{used} bytes of disk");
        Assert.Equal("image 3 is like no other", ReadMotd(store, id));
    }

    [RootFact]
    public void A_damaged_object_is_never_taken()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.NearDuplicate(1));
        string damaged = store.Machine.Run("find", $"{store.Root}/graphdriver/objects", "-type", "f", "-size", "+1000k").Succeeded().Lines[0];
        using (var file = new FileStream(peers.Machine.Outside(damaged), FileMode.Open, FileAccess.Write))
        {
            file.Write("other bytes"u8);
        }

        var (id, log) = PullLoudly(store, peers.NearDuplicate(2));
        Assert.Contains("not taken in parts", log, StringComparison.Ordinal);
        Assert.Contains("1 damaged objects were taken out of the pool", log, StringComparison.Ordinal);
        AssertSameTree(PodmanTruth.Pull(peers, peers.NearDuplicate(2)), store, id);
    }

    [RootFact]
    public void Without_the_option_no_layer_comes_in_parts()
    {
        var store = peers.Machine.NewStore(NoParts);
        store.Pull(peers.NearDuplicate(1));
        var (_, log) = PullLoudly(store, peers.NearDuplicate(2));
        Assert.DoesNotContain("-> 206", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Layers(store), layer => layer.TryGetProperty("toc-digest", out _));
    }

    [RootFact]
    public void A_pull_in_parts_that_is_killed_leaves_nothing_half()
    {
        const int Kills = 12;
        var random = new Random(20260711);
        var store = peers.Machine.NewStore();
        store.Pull(peers.NearDuplicate(1));
        for (int round = 0; round < Kills; round++)
        {
            using var pull = peers.Machine.Start(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", peers.NearDuplicate(2)));
            SpinWait.SpinUntil(() => pull.HasExited, TimeSpan.FromMilliseconds(random.Next(20, 600)));
            pull.Kill();
            pull.WaitForExit(TimeSpan.FromMinutes(1));
            store.GraphDriver("images").Succeeded();
            Assert.DoesNotContain(StoreState.Faults(store), fault => !fault.Contains("staging", StringComparison.Ordinal));
            store.GraphDriver("rmi", peers.NearDuplicate(2));
        }

        string id = store.Pull(peers.NearDuplicate(2));
        AssertSameTree(PodmanTruth.Pull(peers, peers.NearDuplicate(2)), store, id);
        Assert.Empty(StoreState.Faults(store));
        Assert.Empty(StoreState.Orphans(store));
    }

    private static (string Id, string Log) PullLoudly(TestStore store, string reference)
    {
        var result = store.GraphDriver("--log-level", "debug", "pull", "-q", "--tls-verify=false", reference).Succeeded();
        return (result.Output, result.Error);
    }

    /// <summary>Every layer of one store is in the other, with the same image of its metadata, the same objects and the same tar-split.</summary>
    private void AssertSameLayers(TestStore expected, TestStore actual)
    {
        foreach (string layer in Layers(expected).Select(layer => layer.GetProperty("id").GetString()!))
        {
            foreach (string file in (string[])[$"overlay/{layer}/composefs-data/composefs.blob", $"overlay-layers/{layer}.tar-split.gz"])
            {
                Assert.Equal(File.ReadAllBytes(peers.Machine.Outside($"{expected.Root}/{file}")), File.ReadAllBytes(peers.Machine.Outside($"{actual.Root}/{file}")));
            }

            Assert.Equal(Objects(expected, layer), Objects(actual, layer));
        }
    }

    private static string[] Objects(TestStore store, string layer) =>
        [.. store.Machine.Run("find", $"{store.Root}/overlay/{layer}/diff", "-type", "f", "-printf", "%P %s\n").Succeeded().Lines.Order(StringComparer.Ordinal)];

    private void AssertSameTree(TreeListing expected, TestStore store, string id)
    {
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(expected, TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();
    }

    private string ReadMotd(TestStore store, string id)
    {
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        string text = File.ReadAllText(peers.Machine.Outside($"{mounted}/etc/motd")).TrimEnd('\n');
        store.GraphDriver("unmount", id).Succeeded();
        return text;
    }

    private static List<JsonElement> Layers(TestStore store) => [.. store.Json("overlay-layers/layers.json").EnumerateArray()];

    private string Annotation(string reference, string name) =>
        peers.Machine.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{reference}").Succeeded().Json()
            .GetProperty("layers")[0].GetProperty("annotations").GetProperty($"io.github.containers.zstd-chunked.{name}").GetString()!;

    /// <summary>The compressed length in an annotation <c>offset:length:…</c>.</summary>
    private long Length(string reference, string name) =>
        long.Parse(Annotation(reference, name).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The disk that everything below the root takes, a hard link counted once.</summary>
    private static long DiskUse(TestStore store)
    {
        store.Machine.Run("sync").Succeeded();
        return long.Parse(store.Machine.Run("du", "-s", "--block-size=1", store.Root).Succeeded().Output.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
