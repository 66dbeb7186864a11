using System.Runtime.Versioning;
using System.Security.Cryptography;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;

namespace GraphDriver.Tests.Objects;

[SupportedOSPlatform("linux")]
public sealed class ContentFinderTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7))];
    private static readonly byte[] Hash = SHA256.HashData(Content);
    private static readonly string Name = ForeignStore.ObjectName(Content);

    [Fact]
    public void The_digests_of_an_object_that_a_layer_brought_are_known_to_the_next()
    {
        using var store = new ForeignStore();
        var records = new IndexRecords();
        records.AddVerity(Hash, Verity(Content));
        new LayerObjects(store.Pool, store.NewDiff("first")).Add(ObjectFolders.PathOf(Content), Content);
        ObjectIndex.Add(store.Storage.Root.Root, records);

        Assert.Equal(Verity(Content), Link(store, "second"));
        Assert.True(store.Status($"root/second/{Name}").IsSameFile(store.Status($"root/first/{Name}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_object_of_a_layer_of_podman_is_linked_and_joins_the_pool(bool withCache)
    {
        using var store = new ForeignStore();
        var layer = store.AddFlatLayer('a', withCache, (Content, null));

        Assert.Equal(Verity(Content), Link(store, "ours"));
        Assert.True(store.Status($"root/ours/{Name}").IsSameFile(store.Status($"root/overlay/{layer}/diff/{Name}")));
        Assert.Equal(3u, store.Status($"root/graphdriver/objects/{Name}").Nlink);

        // What the first look-up learnt is known from then on.
        Assert.Equal(Verity(Content), Link(store, "next"));
        using var index = ObjectIndex.Open(store.Storage.Root.Root);
        Assert.True(index.TryFindVerity(Hash, out var verity));
        Assert.Equal(Verity(Content), verity);
    }

    [Fact]
    public void A_damaged_object_of_podman_is_not_taken()
    {
        using var store = new ForeignStore();
        store.AddFlatLayer('a', withCache: true, (Content, [.. Content.Reverse()]));

        Assert.Null(Link(store, "ours"));
        Assert.False(File.Exists(store.PathOf($"root/ours/{Name}")));
        Assert.False(File.Exists(store.PathOf($"root/graphdriver/objects/{Name}")));
    }

    [Fact]
    public void A_file_of_a_plain_layer_is_copied_since_its_metadata_is_its_own()
    {
        using var store = new ForeignStore();
        var layer = store.AddPlainLayer('b', "usr/share/text", Content);

        Assert.Equal(Verity(Content), Link(store, "ours"));
        Assert.Equal(1u, store.Status($"root/overlay/{layer}/diff/usr/share/text").Nlink);
        Assert.Equal(Content, File.ReadAllBytes(store.PathOf($"root/ours/{Name}")));
        Assert.Equal(0x124u, store.Status($"root/ours/{Name}").Permissions);
    }

    [Fact]
    public void A_path_in_a_cache_leads_out_of_no_layer()
    {
        using var store = new ForeignStore();
        // diff/ is the root of what the cache can name: this is diff/secret, which is not there.
        store.Write($"root/overlay/{new string('b', 64)}/diff/x/file", Content);
        store.AddPlainLayer('b', "x/../../../secret", Content);
        Assert.True(File.Exists(store.PathOf("root/overlay/secret")));

        Assert.Null(Link(store, "ours"));
    }

    [Fact]
    public void The_objects_of_an_additional_store_are_found_and_stay_as_they_are()
    {
        using var store = new ForeignStore();
        store.Write($"additional/graphdriver/objects/{Name}", Content);
        File.SetUnixFileMode(store.PathOf($"additional/graphdriver/objects/{Name}"), UnixFileMode.UserRead);

        Assert.Equal(Verity(Content), Link(store, "ours"));
        Assert.Equal(Content, File.ReadAllBytes(store.PathOf($"root/ours/{Name}")));
        Assert.Equal(Content, File.ReadAllBytes(store.PathOf($"additional/graphdriver/objects/{Name}")));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(", use_hard_links = \"true\"", 3)]
    public void A_file_of_an_OSTree_repository_is_found_by_its_payload_link(string options, int links)
    {
        using var store = new ForeignStore(options);
        store.Write("ostree/objects/ab/cd.file", Content);
        File.SetUnixFileMode(store.PathOf("ostree/objects/ab/cd.file"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.CreateDirectory(store.PathOf($"ostree/objects/{Name[..2]}"));
        File.CreateSymbolicLink(store.PathOf($"ostree/objects/{Name}.payload-link"), "../ab/cd.file");

        Assert.Equal(Verity(Content), Link(store, "ours"));
        Assert.Equal(Content, File.ReadAllBytes(store.PathOf($"root/ours/{Name}")));
        Assert.Equal((uint)links, store.Status("ostree/objects/ab/cd.file").Nlink);
    }

    [Fact]
    public void A_payload_link_to_another_content_or_out_of_the_repository_is_not_taken()
    {
        using var store = new ForeignStore(", use_hard_links = \"true\"");
        Directory.CreateDirectory(store.PathOf($"ostree/objects/{Name[..2]}"));
        store.Write("ostree/objects/ab/cd.file", [.. Content.Reverse()]);
        File.CreateSymbolicLink(store.PathOf($"ostree/objects/{Name}.payload-link"), "../ab/cd.file");
        Assert.Null(Link(store, "first"));

        store.Write("outside", Content);
        File.Delete(store.PathOf($"ostree/objects/{Name}.payload-link"));
        File.CreateSymbolicLink(store.PathOf($"ostree/objects/{Name}.payload-link"), "../../../outside");
        Assert.Null(Link(store, "second"));
    }

    [Fact]
    public void A_file_that_others_may_write_is_copied_even_where_links_are_asked_for()
    {
        using var store = new ForeignStore(", use_hard_links = \"true\"");
        store.Write("ostree/objects/ab/cd.file", Content);
        File.SetUnixFileMode(store.PathOf("ostree/objects/ab/cd.file"), (UnixFileMode)0x1B6);
        Directory.CreateDirectory(store.PathOf($"ostree/objects/{Name[..2]}"));
        File.CreateSymbolicLink(store.PathOf($"ostree/objects/{Name}.payload-link"), "../ab/cd.file");

        Assert.NotNull(Link(store, "ours"));
        Assert.Equal(1u, store.Status("ostree/objects/ab/cd.file").Nlink);
    }

    [Fact]
    public void Chunks_are_found_in_the_pool_and_in_layers_of_podman()
    {
        using var store = new ForeignStore();
        var other = Content.Select(b => (byte)(b + 1)).ToArray();
        store.AddFlatLayer('a', withCache: true, (Content, null));
        new LayerObjects(store.Pool, store.NewDiff("first")).Add(ObjectFolders.PathOf(other), other);
        var records = new IndexRecords();
        records.AddChunk(SHA256.HashData(other.AsSpan(100, 300)), new ChunkLocation(System.Runtime.Intrinsics.Vector256.Create((ReadOnlySpan<byte>)SHA256.HashData(other)), 100, 300));
        ObjectIndex.Add(store.Storage.Root.Root, records);

        using var finder = ContentFinder.Open(store.Storage, store.Pool, log: null);
        AssertChunk(finder, Content.AsSpan(Content.Length / 2));
        AssertChunk(finder, other.AsSpan(100, 300));
        AssertChunk(finder, other);
        Assert.False(finder.TryFindChunk(SHA256.HashData(other.AsSpan(100, 301)), 301, out _));
    }

    [Fact]
    public void A_chunk_of_an_object_that_is_gone_is_not_found()
    {
        using var store = new ForeignStore();
        var records = new IndexRecords();
        records.AddChunk(Hash, new ChunkLocation(System.Runtime.Intrinsics.Vector256.Create((ReadOnlySpan<byte>)SHA256.HashData("gone"u8)), 0, Content.Length));
        ObjectIndex.Add(store.Storage.Root.Root, records);

        using var finder = ContentFinder.Open(store.Storage, store.Pool, log: null);
        Assert.False(finder.TryFindChunk(Hash, Content.Length, out _));
    }

    [Fact]
    public void A_layer_is_indexed_once_and_again_when_it_gets_its_cache()
    {
        using var store = new ForeignStore();
        var layer = store.AddFlatLayer('a', withCache: false, (Content, null));
        Assert.NotNull(Link(store, "first"));
        Assert.Equal([$"{layer}.objects"], Seen());
        Assert.Single(Directory.GetFiles(store.PathOf("root/graphdriver/index/layers")), file => Path.GetFileName(file).Length == 16);

        Assert.NotNull(Link(store, "second"));
        Assert.Single(Directory.GetFiles(store.PathOf("root/graphdriver/index/layers")), file => Path.GetFileName(file).Length == 16);

        string[] Seen() => [.. Directory.GetFiles(store.PathOf("root/graphdriver/index/seen")).Select(file => Path.GetFileName(file)!).Order()];
    }

    [Fact]
    public void A_damaged_cache_of_podman_costs_nothing_but_what_it_told()
    {
        using var store = new ForeignStore();
        var layer = store.AddFlatLayer('a', withCache: true, (Content, null));
        using (var layers = store.Storage.Layers.BeginWrite())
        {
            layers.WriteBigData(layer, "chunked-manifest-cache", [3, 0, 0, 0, 0, 0, 0, 0, 1]);
            layers.Save();
        }

        var told = new List<string>();
        using var finder = ContentFinder.Open(store.Storage, store.Pool, told.Add);
        Assert.False(finder.TryLink(store.NewDiff("ours"), Hash, Content.Length, out _));
        Assert.Contains(told, line => line.Contains("cut short", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pool_entry_that_lost_bytes_gives_way_to_another_copy()
    {
        using var store = new ForeignStore();
        store.AddFlatLayer('a', withCache: true, (Content, null));
        store.Write($"root/graphdriver/objects/{Name}", Content[..100]);

        Assert.NotNull(Link(store, "ours"));
        Assert.Equal(Content, File.ReadAllBytes(store.PathOf($"root/ours/{Name}")));
        Assert.Equal(Content, File.ReadAllBytes(store.PathOf($"root/graphdriver/objects/{Name}")));
    }

    private static void AssertChunk(ContentFinder finder, ReadOnlySpan<byte> expected)
    {
        Assert.True(finder.TryFindChunk(SHA256.HashData(expected), expected.Length, out var chunk));
        using (chunk)
        {
            var bytes = new byte[chunk.Length];
            Assert.Equal(bytes.Length, ReadFile.ReadAt(chunk.File, bytes, chunk.Offset));
            Assert.Equal(expected, bytes);
        }
    }

    /// <summary>Links the content; its fs-verity digest, or null where it was not found.</summary>
    private static VerityDigest? Link(ForeignStore store, string name)
    {
        using var finder = ContentFinder.Open(store.Storage, store.Pool, log: null);
        return finder.TryLink(store.NewDiff(name), Hash, Content.Length, out var verity) ? verity ?? default(VerityDigest) : null;
    }

    private static VerityDigest Verity(byte[] content)
    {
        using var hasher = new VerityHasher();
        hasher.Append(content);
        return hasher.Finish();
    }
}
