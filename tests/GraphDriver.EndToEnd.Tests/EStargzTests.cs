using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;
using static GraphDriver.Testing.TarBuilder;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>An eStargz image that comes in parts, where that is asked for, is the one that comes whole and the one that podman shows.</summary>
[Collection(PeersCollection.Name)]
public sealed class EStargzTests(PeersFixture peers)
{
    private const string InParts = """
        [storage.options]
        pull_options = {enable_partial_images = "true", insecure_allow_unpredictable_image_contents = "true"}
        """;

    private const int Large = 5 * EStargzBlob.ChunkSize + 1234;

    [RootFact]
    public void What_comes_in_parts_is_what_comes_whole()
    {
        string reference = Push("estargz", Base(Content(1, Large)), Top());
        foreach (string blob in Directory.EnumerateFiles(peers.Machine.Outside("/scratch/estargz/blobs/sha256")).Where(path => File.ReadAllBytes(path) is [0x1F, 0x8B, ..]))
        {
            string path = $"/scratch/estargz/blobs/sha256/{Path.GetFileName(blob)}";
            peers.Machine.Run("sh", "-c", "gzip -t <\"$0\"", path).Succeeded();
            Assert.Contains("stargz.index.json", peers.Machine.Run("tar", "-tzf", path).Succeeded().Lines);
        }

        var (parts, whole) = (peers.Machine.NewStore(InParts), peers.Machine.NewStore());
        var (byParts, byWhole) = (parts.Pull(reference), whole.Pull(reference));

        Assert.NotEqual(byWhole, byParts);
        Assert.All(Layers(parts), layer => Assert.True(layer.TryGetProperty("toc-digest", out _)));
        Assert.All(Layers(whole), layer => Assert.False(layer.TryGetProperty("toc-digest", out _)));
        Assert.Equal(Blobs(whole), Blobs(parts));
        var podman = PodmanTruth.Pull(peers, reference);
        Assert.Contains("stargz.index.json", podman.Entries.Keys);
        Assert.DoesNotContain("usr/removed", podman.Entries.Keys);
        AssertSameTree(podman, whole, byWhole);
        AssertSameTree(podman, parts, byParts);
        Assert.All((TestStore[])[parts, whole], store => store.GraphDriver("check").Succeeded());
    }

    [RootFact]
    public void One_more_near_identical_image_costs_what_differs()
    {
        const long Answers = 64 << 10;
        byte[] content = Content(2, Large);
        using var proxy = new CountingProxy(peers.Registry.Host);
        var store = peers.Machine.NewStore(InParts);
        store.Pull(proxy.Through(Push("estargz-first", Base(content))));
        Assert.True(proxy.Received > Large, $"{proxy.Received} bytes came of the first image");
        content.AsSpan((2 * EStargzBlob.ChunkSize) + 5, 10).Fill((byte)'!');
        var changed = Base(content).File("usr/share/new", Content(3, 10_000));
        string reference = Push("estargz-second", changed);
        long before = proxy.Received;

        string id = store.Pull(proxy.Through(reference));

        long received = proxy.Received - before;
        Assert.InRange(received, EStargzBlob.ChunkSize, EStargzBlob.ChunkSize + 10_000 + changed.TocLength + Answers);
        AssertSameTree(PodmanTruth.Pull(peers, reference), store, id);
    }

    private static EStargzBlob Base(byte[] large) => new EStargzBlob()
        .Landmark(prefetch: false)
        .Add("dir", "usr/", attributes: new Attributes { Mode = 0x3ED, Uid = 7, Gid = 8, Mtime = "12345", Xattrs = [("user.folder", Bytes("on a folder"))] })
        .Add("dir", "usr/share/")
        .File("usr/large", large, new Attributes { Mtime = "1700000000" })
        .File("usr/chunks", Content(4, 3 * EStargzBlob.ChunkSize))
        .File("usr/small", Bytes("small"), new Attributes { Mode = 0x9ED, Uid = 65_534, Xattrs = [("user.b", [0, 1, 0xFF]), ("user.a", [])] })
        .File("usr/again", Bytes("small"))
        .File("usr/empty", [])
        .File("usr/removed", Bytes("removed by the next layer"))
        .File("usr/ünïcode <&> \"", Bytes("an odd name"))
        .Add("dir", "usr/opaque/")
        .File("usr/opaque/below", Bytes("hidden"))
        .Add("hardlink", "usr/hard", "usr/large", new Attributes { Mtime = "1700000000" })
        .Add("hardlink", "usr/hard-empty", "usr/empty", new Attributes())
        .Add("symlink", "usr/link", "../usr/large", new Attributes { Mode = 0x1FF })
        .Add("char", "usr/null", attributes: new Attributes { Mode = 0x1B6, DeviceMajor = 1, DeviceMinor = 3 })
        .Add("block", "usr/loop", attributes: new Attributes { Mode = 0x1B0, DeviceMajor = 7, DeviceMinor = 255 })
        .Add("fifo", "usr/pipe", attributes: new Attributes { Mode = 0x1A4 });

    private static EStargzBlob Top() => new EStargzBlob()
        .Add("dir", "usr/", attributes: new Attributes { Mode = 0x1ED, Mtime = "54321" })
        .File("usr/small", Bytes("of the upper layer"))
        .Landmark(prefetch: true)
        .File("usr/.wh.removed", [])
        .Add("dir", "usr/opaque/")
        .File("usr/opaque/.wh..wh..opq", [])
        .File("usr/opaque/new", Bytes("visible"));

    private string Push(string name, params EStargzBlob[] layers)
    {
        var layout = new OciLayout(peers.Machine.Outside($"/scratch/{name}"));
        foreach (var layer in layers)
        {
            byte[] blob = layer.Build();
            layout.Blob(blob, layer.DiffId, annotations: new Dictionary<string, string> { ["containerd.io/snapshot/stargz/toc.digest"] = layer.TocDigest });
        }

        layout.Write();
        return peers.Registry.Push(peers.Machine, $"oci:/scratch/{name}:latest", $"{name}:latest");
    }

    private void AssertSameTree(TreeListing expected, TestStore store, string id)
    {
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(expected, TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();
    }

    /// <summary>The digests of the images of the layers' metadata, lowest first.</summary>
    private string[] Blobs(TestStore store) =>
        [.. Layers(store).Select(layer => OciLayout.Digest(File.ReadAllBytes(
            peers.Machine.Outside($"{store.Root}/overlay/{layer.GetProperty("id").GetString()}/composefs-data/composefs.blob"))))];

    private static IEnumerable<JsonElement> Layers(TestStore store) =>
        store.Json("overlay-layers/layers.json").EnumerateArray().OrderBy(layer => layer.TryGetProperty("parent", out var parent) && parent.GetString() is { Length: > 0 });

    private static byte[] Content(int seed, int length)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }
}
