using System.IO.Compression;
using System.Security.Cryptography;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>A layer that means harm or is broken is refused with one line that names it, and the store is what it was.</summary>
[Collection(PeersCollection.Name)]
public sealed class HostileLayerTests(PeersFixture peers)
{
    public static TheoryData<string> Kinds => [.. HostileLayer.Names];

    [RootTheory]
    [MemberData(nameof(Kinds))]
    public void It_is_refused_and_leaves_nothing(string kind)
    {
        var store = peers.Machine.NewStore();
        string kept = store.Pull(peers.Pushed("busybox"));
        var before = StoreState.Of(store);
        var layout = new OciLayout(peers.Machine.Outside($"{store.Folder}/hostile")).Layer(GoodLayer());
        HostileLayer.AddTo(layout, kind);
        layout.Write();
        AssertRefused(store, $"oci:{store.Folder}/hostile:latest", before);
        Assert.Equal("still here", store.Podman("run", "--rm", "--network", "none", kept, "echo", "still here").Succeeded().Output);
        Assert.False(File.Exists(peers.Machine.Outside("/tmp/escaped")));
    }

    [RootFact]
    public void An_absolute_name_stays_in_the_image()
    {
        var store = peers.Machine.NewStore();
        var layout = new OciLayout(peers.Machine.Outside($"{store.Folder}/absolute"));
        layout.Layer(new TarBuilder().File("/tmp/absolute", "inside").Symlink("/link", "/etc/passwd").HardLink("hard", "/tmp/absolute").End().ToArray()).Write();
        string id = store.Pull($"oci:{store.Folder}/absolute:latest");
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        Assert.Equal("inside", File.ReadAllText(peers.Machine.Outside($"{mounted}/tmp/absolute")));
        Assert.Equal("inside", File.ReadAllText(peers.Machine.Outside($"{mounted}/hard")));
        Assert.False(File.Exists(peers.Machine.Outside("/tmp/absolute")));
        store.GraphDriver("unmount", id).Succeeded();
    }

    [RootFact]
    public void A_loop_of_symlinks_is_an_image_like_any_other()
    {
        var store = peers.Machine.NewStore();
        var layout = new OciLayout(peers.Machine.Outside($"{store.Folder}/loop"));
        layout.Layer(new TarBuilder().Symlink("a", "b").Symlink("b", "a").Symlink("etc", "etc").End().ToArray()).Write();
        string id = store.Pull($"oci:{store.Folder}/loop:latest");
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        Assert.Equal("b", peers.Machine.Run("readlink", $"{mounted}/a").Succeeded().Output);
        store.GraphDriver("unmount", id).Succeeded();
    }

    [RootFact]
    public void Ten_gibibytes_of_zeros_do_not_fill_the_disk()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("busybox"));
        var before = StoreState.Of(store);
        var (blob, diffId) = ZeroBomb(10L << 30);
        new OciLayout(peers.Machine.Outside($"{store.Folder}/bomb")).Blob(blob, diffId).Write();
        AssertRefused(store, $"oci:{store.Folder}/bomb:latest", before);
    }

    private void AssertRefused(TestStore store, string reference, IReadOnlyList<string> before)
    {
        var result = store.GraphDriver("pull", "-q", reference);
        Assert.True(result.ExitCode == 125, result.ToString());
        Assert.Equal("", result.Output);
        Assert.StartsWith("graphdriver: ", Assert.Single(result.Error.Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, StoreState.Of(store));
        Assert.Empty(StoreState.Faults(store));
        Assert.Empty(StoreState.Orphans(store));
        var mounts = peers.Machine.Run("findmnt", "--noheadings", "--raw", "--output", "TARGET").Lines;
        Assert.DoesNotContain(mounts, target => target.StartsWith($"{store.Root}/", StringComparison.Ordinal));
    }

    private static byte[] GoodLayer() => new TarBuilder().File("good", "a layer that is fine").End().ToArray();

    /// <summary>One file of zeros as a gzip stream of many members, so that making it costs nothing.</summary>
    private static (byte[] Blob, string DiffId) ZeroBomb(long length)
    {
        const int Piece = 64 << 20;
        byte[] zeros = new byte[Piece];
        byte[] header = new TarBuilder().Entry('0', TarBuilder.Bytes("zeros"), [], length, new TarBuilder.Attributes()).ToArray();
        byte[] member = Gzip(zeros);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var blob = new MemoryStream();
        blob.Write(Gzip(header));
        digest.AppendData(header);
        for (long written = 0; written < length; written += Piece)
        {
            blob.Write(member);
            digest.AppendData(zeros);
        }

        blob.Write(Gzip(zeros[..1024]));
        digest.AppendData(zeros.AsSpan(0, 1024));
        return (blob.ToArray(), "sha256:" + Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private static byte[] Gzip(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
