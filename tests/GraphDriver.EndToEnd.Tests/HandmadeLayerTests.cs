using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;
using GraphDriver.Testing;
using static GraphDriver.Testing.TarBuilder;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What podman refuses or changes, and we take: here the expected tree is written by hand.</summary>
[Collection(PeersCollection.Name)]
public sealed class HandmadeLayerTests(PeersFixture peers)
{
    [RootFact]
    public void Mtimes_before_1970_are_kept()
    {
        var listing = Mount(new TarBuilder()
            .File("second", "a", new Attributes { Mtime = "-1" })
            .File("fraction", "b", new Attributes { Mtime = "-1000000000.25" })
            .Directory("folder/", new Attributes { Mode = 0x1ED, Mtime = "-86400" }));
        Assert.Equal("-1.000000000", listing["second"].Mtime);
        Assert.Equal("-1000000000.250000000", listing["fraction"].Mtime);
        Assert.Equal("-86400.000000000", listing["folder"].Mtime);
    }

    [RootFact]
    public void Of_duplicate_entries_the_last_wins()
    {
        var listing = Mount(new TarBuilder()
            .File("file", "first", new Attributes { Mode = 0x1FF, Xattrs = [("user.first", Bytes("1"))] })
            .File("to-link", "a file")
            .Directory("folder/", new Attributes { Mode = 0x1C0 })
            .File("folder/stays", "stays")
            .File("hard", "target")
            .HardLink("linked", "hard")
            .File("file", "the last")
            .Symlink("to-link", "file")
            .Directory("folder/", new Attributes { Mode = 0x1ED })
            .File("hard", "replaced"));
        Assert.Equal(8, listing["file"].Size);
        Assert.Equal("81a4", listing["file"].Mode);
        Assert.Empty(listing["file"].Xattrs);
        Assert.Equal("file", listing["to-link"].Target);
        Assert.Equal("41ed", listing["folder"].Mode);
        Assert.Equal(5, listing["folder/stays"].Size);
        Assert.Equal(OciLayout.Digest(Bytes("target"))[7..], listing["linked"].Content);
        Assert.Equal(OciLayout.Digest(Bytes("replaced"))[7..], listing["hard"].Content);
    }

    [RootFact]
    public void Holes_stay_holes()
    {
        const long Length = 64L << 20;
        byte[] data = new byte[8192];
        data.AsSpan().Fill((byte)'d');
        byte[] map = new byte[512];
        Bytes($"2\n1048576\n8192\n{Length}\n0\n").CopyTo(map, 0);
        var tar = new TarBuilder()
            .Pax(("GNU.sparse.major", Bytes("1")), ("GNU.sparse.minor", Bytes("0")), ("GNU.sparse.name", Bytes("sparse")), ("GNU.sparse.realsize", Bytes(Length.ToString())))
            .Header('0', Bytes("GNUSparseFile.0/sparse"), [], map.Length + data.Length, new Attributes())
            .Raw(map).Raw(data).Pad();
        var (store, id) = Pull(tar);
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        byte[] expected = new byte[Length];
        data.CopyTo(expected, 1048576);
        Assert.Equal(OciLayout.Digest(expected)[7..], TreeListing.Of(peers.Machine, mounted).Entries["sparse"].Content);
        long blocks = long.Parse(peers.Machine.Run("find", $"{store.Root}/overlay", "-type", "f", "-size", "64M", "-printf", "%b\n").Succeeded().Lines[0]);
        Assert.True(blocks <= 64, $"{blocks} blocks of 512 bytes hold 8 KiB of data");
        store.GraphDriver("unmount", id).Succeeded();
    }

    [RootFact]
    public void A_layers_own_overlay_xattrs_are_shown_and_do_nothing()
    {
        var listing = Mount(new TarBuilder()
            .Directory("below/").File("below/visible", "a"), new TarBuilder()
            .Directory("below/", new Attributes { Mode = 0x1ED, Xattrs = [("trusted.overlay.opaque", Bytes("y"))] })
            .File("redirected", "own content", new Attributes { Xattrs = [("trusted.overlay.redirect", Bytes("/below/visible")), ("trusted.overlay.metacopy", [])] }));
        Assert.Contains("below/visible", listing);
        Assert.Equal(OciLayout.Digest(Bytes("own content"))[7..], listing["redirected"].Content);
        Assert.Equal("0x79", listing["below"].Xattrs["trusted.overlay.opaque"]);
    }

    [RootFact]
    public void Two_hundred_and_sixty_layers_are_one_image()
    {
        var layers = Enumerable.Range(0, 260).Select(number => new TarBuilder().File($"file-{number:d3}", $"{number}").File("top", $"{number}")).ToArray();
        var listing = Mount(layers);
        Assert.Equal(262, listing.Count);
        Assert.Equal(OciLayout.Digest(Bytes("259"))[7..], listing["top"].Content);
    }

    private IReadOnlyDictionary<string, TreeEntry> Mount(params TarBuilder[] layers)
    {
        var (store, id) = Pull(layers);
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        var listing = TreeListing.Of(peers.Machine, mounted);
        store.GraphDriver("unmount", id).Succeeded();
        return listing.Entries;
    }

    private (TestStore Store, string Id) Pull(params TarBuilder[] layers)
    {
        var store = peers.Machine.NewStore();
        var layout = new OciLayout(peers.Machine.Outside($"{store.Folder}/image"));
        foreach (var layer in layers)
        {
            layout.Layer(layer.End().ToArray());
        }

        string id = layout.Write();
        Assert.Equal(id, store.Pull($"oci:{store.Folder}/image:latest"));
        return (store, id);
    }
}
