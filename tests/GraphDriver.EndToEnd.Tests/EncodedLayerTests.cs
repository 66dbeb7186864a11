using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;
using GraphDriver.Oci.Layers;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What podman makes of the layers that our encoders write, put into a registry by skopeo.</summary>
[Collection(PeersCollection.Name)]
public sealed partial class EncodedLayerTests(PeersFixture peers)
{
    private const string Partial = "[storage.options.pull_options]\nenable_partial_images = \"true\"\n";
    private const string Changed = "usr/lib/changed";
    private const long Holes = 2_000_000 + 900_000;

    [RootTheory]
    [InlineData(LayerFormat.Plain, false)]
    [InlineData(LayerFormat.Gzip, false)]
    [InlineData(LayerFormat.Zstd, false)]
    [InlineData(LayerFormat.ZstdChunked, false)]
    [InlineData(LayerFormat.ZstdChunked, true)]
    public void Podman_takes_every_format(LayerFormat format, bool partial)
    {
        string name = $"encoded-{format}-{partial}".ToLowerInvariant();
        string folder = $"/scratch/{name}";
        var layout = new OciLayout(peers.Machine.Outside(folder));
        foreach (byte[] tar in DebianTars())
        {
            Assert.Equal(format, layout.Layer(tar, format).Format);
        }

        layout.Write();
        var (log, listing) = Pull(NewStore(partial), peers.Registry.Push(peers.Machine, $"oci:{folder}", name));
        AssertSame(PodmanTruth.Of(peers, "debian-plain"), listing, partial);
        Assert.Equal(partial ? 3 : 0, Differs().Count(log));
    }

    [RootFact]
    public void Podman_fetches_of_a_changed_image_what_it_misses()
    {
        byte[] content = Content(7, 3_000_000);
        string first = Push("first", Tar(content));
        content.AsSpan(1_500_000, 10).Fill((byte)'!');
        string second = Push("second", Tar(content, extra: true));
        var store = NewStore(partial: true);
        var (log, _) = Pull(store, first);
        var (missing, total) = Missing(log);
        Assert.Equal(total - Holes, missing);
        (log, var listing) = Pull(store, second);
        (missing, total) = Missing(log);
        // Of three million bytes the chunk that was changed, 64 KiB or a few times that; the holes and all else are there.
        Assert.True(total > 6_000_000, $"{total}");
        Assert.InRange(missing, "a new file".Length + 1, 600_000);
        AssertSame(Truth(Tar(content, extra: true)), listing, partial: true);
    }

    [RootFact]
    public void Podman_takes_a_layer_that_can_have_no_table()
    {
        byte[] tar = new TarBuilder().Directory("usr/").Directory("usr/lib/").File([.. "odd-"u8, 0xFF], "first"u8).File("plain", Content(4, 300_000)).End().ToArray();
        var (log, listing) = Pull(NewStore(partial: true), Push("odd", tar, LayerFormat.Zstd));
        Assert.Equal(1, Differs().Count(log));
        AssertSame(Truth(tar), listing, partial: false);
    }

    [RootFact]
    public void Podman_takes_layers_of_nothing()
    {
        byte[] some = new TarBuilder().File("file", "content").End().ToArray();
        string folder = "/scratch/of-nothing";
        var layout = new OciLayout(peers.Machine.Outside(folder));
        foreach (byte[] tar in (byte[][])[new byte[1024], some, []])
        {
            layout.Layer(tar, LayerFormat.ZstdChunked);
        }

        layout.Write();
        var (log, listing) = Pull(NewStore(partial: true), peers.Registry.Push(peers.Machine, $"oci:{folder}", "of-nothing"));
        Assert.Equal(3, Differs().Count(log));
        Assert.Equal([".", "file"], listing.Entries.Keys);
    }

    /// <summary>Everything that a table of contents can carry.</summary>
    private static byte[] Tar(byte[] content, bool extra = false)
    {
        var tar = new TarBuilder()
            .Directory("./", new() { Mode = 0x1ED })
            .Directory("usr/", new() { Mode = 0x3ED, Uid = 7, Gid = 8, Mtime = "12345.678901234" })
            .Directory("usr/lib/")
            .File("usr/lib/empty", "")
            .File(Changed, content)
            .File("usr/lib/hole", [.. Content(1, 300_000), .. new byte[2_000_000], .. Content(2, 300_000)])
            .File("usr/lib/hole-last", [.. "begins"u8, .. new byte[900_000]])
            .File("usr/lib/zeros", new byte[100_000])
            .Directory("usr/" + new string('d', 120) + "/")
            .File("usr/" + new string('d', 120) + "/" + new string('n', 200), "a long name")
            .File("usr/ünïcode <&> \"", "an odd name", new() { Uid = 65_534, Mtime = "1700000000.000000001" })
            .File("usr/xattrs", "x", new() { Xattrs = [("user.b", [0, 1, 0xFF]), ("user.a", []), ("security.capability", Capability())] })
            .File("usr/set-id", "s", new() { Mode = 0x9ED })
            .File("usr/type-in-mode", "t", new() { Mode = 0x81A4 })
            .HardLink("usr/hard", Changed)
            .HardLink("usr/hard-empty", "usr/lib/empty")
            .Symlink("usr/link", "../" + Changed)
            .CharacterDevice("usr/null", 1, 3)
            .BlockDevice("usr/loop", 7, 255)
            .Fifo("usr/pipe")
            .File("usr/lib/.wh.gone", "")
            .Pax(("atime", "1.25"u8.ToArray()), ("ctime", "2"u8.ToArray()), ("mtime", "1700000001.5"u8.ToArray())).File("usr/times", "t");
        if (extra)
        {
            tar.File("usr/extra", "a new file");
        }

        return tar.End().Raw(new byte[20 * 512]).ToArray();
    }

    /// <summary>The layer below, for the whiteout to act on. It has no content to be fetched.</summary>
    private static byte[] Below() => new TarBuilder().Directory("usr/").Directory("usr/lib/").File("usr/lib/gone", "").End().ToArray();

    private static byte[] Capability() => [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Content(int seed, int length)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The layers of the Debian image, as they are before they are compressed.</summary>
    private static IEnumerable<byte[]> DebianTars()
    {
        string folder = Path.Combine(Prerequisites.Cache, "images", "debian-plain");
        var index = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")))!;
        var manifest = JsonNode.Parse(Blob(index["manifests"]![0]!))!;
        return manifest["layers"]!.AsArray().Select(layer => Blob(layer!));

        byte[] Blob(JsonNode descriptor) => File.ReadAllBytes(Path.Combine(folder, "blobs", ((string)descriptor["digest"]!).Replace(':', '/')));
    }

    private TestStore NewStore(bool partial) => peers.Machine.NewStore(partial ? Partial : null);

    private string Push(string name, byte[] tar, LayerFormat expected = LayerFormat.ZstdChunked)
    {
        string folder = $"/scratch/encoded-{name}";
        var layout = new OciLayout(peers.Machine.Outside(folder));
        layout.Layer(Below(), LayerFormat.ZstdChunked);
        Assert.Equal(expected, layout.Layer(tar, LayerFormat.ZstdChunked).Format);
        layout.Write();
        return peers.Registry.Push(peers.Machine, $"oci:{folder}", $"encoded-{name}");
    }

    /// <summary>What podman makes of the tar as it is.</summary>
    private TreeListing Truth(byte[] tar)
    {
        string folder = "/scratch/encoded-truth";
        new OciLayout(peers.Machine.Outside(folder)).Layer(Below()).Layer(tar).Write();
        return PodmanTruth.Pull(peers, peers.Registry.Push(peers.Machine, $"oci:{folder}", "encoded-truth"));
    }

    private (string Log, TreeListing Listing) Pull(TestStore store, string reference)
    {
        var pulled = store.Podman("--log-level", "debug", "pull", "-q", "--tls-verify=false", reference).Succeeded();
        string mounted = store.Podman("image", "mount", pulled.Output).Succeeded().Output;
        var listing = TreeListing.Of(peers.Machine, mounted);
        store.Podman("image", "unmount", pulled.Output).Succeeded();
        return (pulled.Error, listing);
    }

    /// <summary>When it pulls partially, podman sets no time of folders and no time and owner of symbolic links, and makes no devices and pipes.</summary>
    private static void AssertSame(TreeListing expected, TreeListing actual, bool partial)
    {
        var differences = TreeComparison.Differences(expected, actual).Where(line => !partial || !IsPodmans(expected, line)).ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join('\n', differences.Take(40))}");
    }

    private static bool IsPodmans(TreeListing listing, string difference)
    {
        string path = difference[..difference.IndexOf(": ", StringComparison.Ordinal)];
        string? mode = listing.Entries.GetValueOrDefault(path)?.Mode;
        bool isFolderOrLink = mode is ['4' or 'a', _, _, _];
        return isFolderOrLink ? difference.StartsWith($"{path}: mtime is ", StringComparison.Ordinal)
            : mode is not (null or ['8', ..]) && difference == $"{path}: is missing";
    }

    /// <summary>What podman says of its partial pull: the bytes that it did not find, and those that the layer has.</summary>
    private static (long Missing, long Total) Missing(string log)
    {
        var match = Assert.Single(MissingBytes().Matches(log));
        return (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"Missing (\d+) bytes out of (\d+) ")]
    private static partial Regex MissingBytes();

    [GeneratedRegex("Created zstd:chunked differ")]
    private static partial Regex Differs();
}
