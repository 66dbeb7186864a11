using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Configuration;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Testing;
using GraphDriver.Testing.Layers;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>A layer of zstd:chunked is the layer that its DiffID names, or an error, whatever the registry and the blob say.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public sealed class PartialLayerTests : IAsyncLifetime
{
    private static readonly byte[] Known = Content(1, 300_000);
    private static readonly byte[] Large = Content(2, 350_000);
    private static readonly byte[] Base = new TarBuilder().File("known", Known).End().ToArray();

    private static readonly byte[] Tar = new TarBuilder()
        .Directory("etc/")
        .File("etc/known", Known, new TarBuilder.Attributes { Mtime = "1700000000.5", Xattrs = [("user.a", [1, 0, 255])] })
        .File("etc/small", "a small file", new TarBuilder.Attributes { Uid = 7, Gid = 8, Mode = 0xDED })
        .File("etc/empty", "")
        .Symlink("etc/link", "small")
        .HardLink("etc/hard", "etc/small")
        .File("etc/large", Large)
        .File("etc/again", "a small file")
        .CharacterDevice("null", 1, 3)
        .File("etc/.wh.gone", "")
        .End().ToArray();

    private readonly PulledImages _images = new();
    private readonly PulledImages _whole = new(new PullOptions { EnablePartialImages = false });

    public Task InitializeAsync() => _images.PullAsync(new TestLayer(Base, MediaType.OciLayer), Base);

    public async Task DisposeAsync()
    {
        await _images.DisposeAsync();
        await _whole.DisposeAsync();
    }

    [Fact]
    public async Task It_comes_in_parts_and_is_the_layer_of_the_full_pull()
    {
        var layer = new ChunkedLayer().Build(Tar);
        var (image, parts) = await _images.PullAsync(layer, Tar);
        Assert.Equal(Digest.Parse(layer.Annotations[ChunkedAnnotations.TocDigestKey]), parts.TocDigest);
        Assert.True(_images.Registry.BlobBytes < layer.Blob.Length - Known.Length + 4096, $"{_images.Registry.BlobBytes} of {layer.Blob.Length}");
        Assert.True(_images.ReceivedBytes <= _images.Registry.BlobBytes, $"{_images.ReceivedBytes} told, {_images.Registry.BlobBytes} sent");
        Assert.Equal(Tar, _images.TarOf(parts));

        var (wholeImage, whole) = await _whole.PullAsync(layer, Tar);
        Assert.Equal((wholeImage, whole.Id), (image, parts.Id));
        Assert.Equal(_whole.BlobOf(whole), _images.BlobOf(parts));
        Assert.Equal((whole.Uids, whole.Gids, whole.UncompressedSize), (parts.Uids, parts.Gids, parts.UncompressedSize), new RecordComparer());
        Assert.Equal((true, true), (whole.TocDigest.IsEmpty, parts.CompressedDigest.IsEmpty));
    }

    [Theory]
    [InlineData(TestRanges.Multipart)]
    [InlineData(TestRanges.TwoParts)]
    [InlineData(TestRanges.Half)]
    [InlineData(TestRanges.Whole)]
    [InlineData(TestRanges.ShortBody)]
    [InlineData(TestRanges.WrongStart)]
    [InlineData(TestRanges.WrongSize)]
    [InlineData(TestRanges.NoContentRange)]
    [InlineData(TestRanges.EmptyMultipart)]
    [InlineData(TestRanges.BadRequest)]
    [InlineData(TestRanges.NotSatisfiable)]
    [InlineData(TestRanges.NotImplemented)]
    public async Task It_comes_whatever_a_registry_makes_of_ranges(TestRanges ranges)
    {
        _images.Registry.Ranges = ranges;
        var (_, layer) = await _images.PullAsync(new ChunkedLayer().Build(Tar), Tar);
        Assert.Equal(Tar, _images.TarOf(layer));
    }

    [Fact]
    public async Task A_host_that_gives_no_ranges_is_not_asked_again()
    {
        _images.Registry.Ranges = TestRanges.NotImplemented;
        await _images.PullAsync(new ChunkedLayer().Build(Tar), Tar);
        var other = new TarBuilder().File("other", Content(3, 1000)).File("known", Known).End().ToArray();
        await _images.PullAsync(new ChunkedLayer().Build(other), other);
        Assert.DoesNotContain(_images.Registry.Requests, request => request.Range is not null);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("mode")]
    [InlineData("uid")]
    [InlineData("gid")]
    [InlineData("modtime")]
    [InlineData("name")]
    [InlineData("linkName")]
    [InlineData("xattrs")]
    [InlineData("devMinor")]
    [InlineData("type")]
    [InlineData("digest")]
    [InlineData("missing")]
    [InlineData("added")]
    [InlineData("order")]
    [InlineData("twice")]
    public async Task A_table_of_contents_that_lies_is_not_believed(string about)
    {
        var (_, layer) = await _images.PullAsync(new ChunkedLayer { EditToc = toc => Lies.TellInToc(toc["entries"]!.AsArray(), about) }.Build(Tar), Tar);
        AssertWhole(layer);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("missing")]
    [InlineData("cut")]
    [InlineData("garbage")]
    public async Task A_tar_split_that_disagrees_is_not_believed(string about)
    {
        var (_, layer) = await _images.PullAsync(new ChunkedLayer { EditTarSplit = lines => Lies.TellInTarSplit(lines, about) }.Build(Tar), Tar);
        AssertWhole(layer);
    }

    [Fact]
    public async Task A_wrong_checksum_in_a_tar_split_is_not_taken_over()
    {
        var (_, layer) = await _images.PullAsync(new ChunkedLayer { EditTarSplit = lines => Lies.TellInTarSplit(lines, "checksum") }.Build(Tar), Tar);
        Assert.False(layer.TocDigest.IsEmpty, _images.Log);

        // Giving the layer back compares the checksums that the store has.
        Assert.Equal(Tar, _images.TarOf(layer));
    }

    [Fact]
    public async Task A_corrupted_table_of_contents_is_not_believed()
    {
        var (_, layer) = await _images.PullAsync(new ChunkedLayer { EditBlob = (blob, toc) => blob[toc + 20] ^= 1 }.Build(Tar), Tar);
        AssertWhole(layer);
    }

    [Fact]
    public async Task A_table_of_contents_of_a_gigabyte_is_not_read()
    {
        var chunked = new ChunkedLayer { EditAnnotations = Enlarge }.Build(Tar);
        var (_, layer) = await _images.PullAsync(chunked, Tar);
        AssertWhole(layer);
        Assert.DoesNotContain(_images.Registry.Requests, request => request.Range is not null);

        static void Enlarge(Dictionary<string, string> annotations)
        {
            var position = annotations[ChunkedAnnotations.TocPositionKey].Split(':');
            annotations[ChunkedAnnotations.TocPositionKey] = $"{position[0]}:{position[1]}:{1L << 30}:1";
        }
    }

    [Theory]
    [InlineData("1:10:20")]
    [InlineData("the table")]
    [InlineData("before")]
    [InlineData("after")]
    [InlineData("beyond")]
    public async Task Annotations_that_lead_elsewhere_are_not_believed(string place)
    {
        var chunked = new ChunkedLayer { EditAnnotations = Mislead }.Build(Tar);
        var (_, layer) = await _images.PullAsync(chunked, Tar);
        AssertWhole(layer);

        void Mislead(Dictionary<string, string> annotations)
        {
            var toc = annotations[ChunkedAnnotations.TocPositionKey].Split(':').Select(long.Parse).ToArray();
            annotations[ChunkedAnnotations.TarSplitPositionKey] = place switch
            {
                "the table" => $"{toc[0]}:{toc[1]}:{toc[2]}",
                "before" => $"{toc[0] - 5}:10:1000",
                "after" => $"{toc[0] + toc[1] - 5}:10:1000",
                "beyond" => $"{long.MaxValue - 5}:10:1000",
                _ => place,
            };
        }
    }

    [Fact]
    public async Task A_table_of_contents_of_a_terabyte_of_zeros_is_not_believed()
    {
        var chunked = new ChunkedLayer
        {
            EditToc = toc => toc["entries"]!.AsArray().Add(new JsonObject
            {
                ["type"] = "reg",
                ["name"] = "zeros",
                ["size"] = 1L << 40,
                ["digest"] = $"sha256:{new string('5', 64)}",
                ["chunkType"] = "zeros",
            }),
        };
        var (_, layer) = await _images.PullAsync(chunked.Build(Tar), Tar);
        AssertWhole(layer);
        Assert.Contains("decompression bomb", _images.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_without_a_tar_split_comes_whole()
    {
        var (_, layer) = await _images.PullAsync(new ChunkedLayer { WithoutTarSplit = true }.Build(Tar), Tar);
        AssertWhole(layer);
    }

    [Fact]
    public async Task A_blob_with_other_content_than_the_image_says_is_an_error()
    {
        var other = new TarBuilder().File("etc/small", "another file").File("known", Known).End().ToArray();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _images.PullAsync(new ChunkedLayer().Build(other), Tar));
        Assert.Contains("DiffID", error.Message, StringComparison.Ordinal);
        Assert.Single(_images.Storage.Layers.Read().Records);
        Assert.Empty(_images.Staged());
    }

    [Fact]
    public async Task A_damaged_object_leaves_the_pool_and_comes_anew()
    {
        var bytes = (byte[])Known.Clone();
        bytes[1000] ^= 1;
        using (var file = new FileStream(_images.PoolFile(Known), FileMode.Open, FileAccess.Write))
        {
            file.Write(bytes);
        }

        var (_, layer) = await _images.PullAsync(new ChunkedLayer().Build(Tar), Tar);
        AssertWhole(layer);
        Assert.Contains("1 damaged objects were taken out of the pool", _images.Log, StringComparison.Ordinal);
        Assert.Equal(Known, File.ReadAllBytes(_images.PoolFile(Known)));
    }

    [Fact]
    public async Task A_sparse_file_comes_in_parts()
    {
        var stored = Content(5, 5000);
        byte[] map = [.. TarBuilder.Bytes("1\n0\n5000\n".PadRight(512, '\0')), .. stored];
        var tar = new TarBuilder().File("known", Known)
            .Pax(("GNU.sparse.major", "1"u8.ToArray()), ("GNU.sparse.minor", "0"u8.ToArray()), ("GNU.sparse.name", "holes"u8.ToArray()), ("GNU.sparse.realsize", "1000000"u8.ToArray()))
            .File("GNUSparseFile.1/holes", map)
            .End().ToArray();
        var (_, layer) = await _images.PullAsync(new ChunkedLayer().Build(tar), tar);
        Assert.False(layer.TocDigest.IsEmpty, _images.Log);
        Assert.Equal(tar, _images.TarOf(layer));
        byte[] content = [.. stored, .. new byte[1_000_000 - stored.Length]];
        Assert.Equal(content, File.ReadAllBytes(_images.PoolFile(content)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_changed_file_only_the_chunks_come_that_are_not_here(bool cameInParts)
    {
        // The first layer comes whole, onto a store that has nothing, or in parts.
        await using var images = new PulledImages();
        if (cameInParts)
        {
            await images.PullAsync(new TestLayer(Base, MediaType.OciLayer), Base);
        }

        await images.PullAsync(new ChunkedLayer().Build(Tar), Tar);
        byte[] changed = [.. Large[..100_000], .. Content(9, 100_000), .. Large[200_000..]];
        var tar = new TarBuilder().File("changed", changed).End().ToArray();
        var (_, layer) = await images.PullAsync(new ChunkedLayer().Build(tar), tar);
        Assert.False(layer.TocDigest.IsEmpty, images.Log);
        Assert.InRange(images.Registry.BlobBytes, 100_000, 110_000);
        Assert.Equal(tar, images.TarOf(layer));
    }

    [Fact]
    public async Task A_chunk_that_is_damaged_where_it_was_found_does_not_get_in()
    {
        await _images.PullAsync(new ChunkedLayer().Build(Tar), Tar);
        using (var file = new FileStream(_images.PoolFile(Large), FileMode.Open, FileAccess.Write))
        {
            file.Write("other bytes"u8);
        }

        byte[] changed = [.. Large[..100_000], .. Content(9, 100_000), .. Large[200_000..]];
        var tar = new TarBuilder().File("changed", changed).End().ToArray();
        var (_, layer) = await _images.PullAsync(new ChunkedLayer().Build(tar), tar);
        Assert.True(layer.TocDigest.IsEmpty, _images.Log);
        Assert.Equal(tar, _images.TarOf(layer));
    }

    [Fact]
    public async Task An_empty_store_does_not_ask_for_the_table_of_contents()
    {
        await using var images = new PulledImages();
        await images.PullAsync(new ChunkedLayer().Build(Tar), Tar);
        Assert.DoesNotContain(images.Registry.Requests, request => request.Range is not null);
    }

    [Fact]
    public async Task An_estargz_layer_comes_whole_and_has_the_usual_ids()
    {
        var layer = new EStargzLayer().Build(Tar);
        var tar = EStargzLayer.Unpack(layer.Blob);
        var (_, record) = await _images.PullAsync(layer, tar);
        Assert.Equal(TestRegistry.DigestOf(tar), $"sha256:{record.Id}");
        Assert.Equal(tar, _images.TarOf(record));
    }

    [Fact]
    public async Task An_estargz_layer_comes_in_parts_where_that_is_asked_for_and_has_ids_of_its_table_of_contents()
    {
        await using var images = new PulledImages(new PullOptions { InsecureAllowUnpredictableImageContents = true });
        await images.PullAsync(new TestLayer(Base, MediaType.OciLayer), Base);
        var layer = new EStargzLayer().Build(Tar);
        var toc = layer.Annotations.Values.Single();
        var (image, record) = await images.PullAsync(layer, EStargzLayer.Unpack(layer.Blob));
        Assert.True(images.Registry.BlobBytes < layer.Blob.Length - Known.Length + 4096, images.Log);
        Assert.Equal(Digest.Sha256Of(Encoding.ASCII.GetBytes($"+@TOC={toc["sha256:".Length..]}")).Hex, record.Id.Hex);
        Assert.Equal(Digest.Sha256Of(Encoding.ASCII.GetBytes($"@With TOC:{toc}|")).Hex, image.Hex);
        Assert.Equal((toc, true, -1L), (record.TocDigest.ToString(), record.UncompressedDigest.IsEmpty, record.UncompressedSize));
        var (_, whole) = await _images.PullAsync(layer, EStargzLayer.Unpack(layer.Blob));
        Assert.NotEqual(whole.Id, record.Id);
        Assert.Equal(_images.BlobOf(whole), images.BlobOf(record));
    }

    [Fact]
    public async Task An_estargz_layer_whose_table_names_itself_comes_whole()
    {
        await using var images = new PulledImages(new PullOptions { InsecureAllowUnpredictableImageContents = true });
        var layer = new EStargzLayer
        {
            EditToc = toc => toc["entries"]!.AsArray().Add(new JsonObject { ["type"] = "dir", ["name"] = "stargz.index.json/" }),
        }.Build(Tar);
        var tar = EStargzLayer.Unpack(layer.Blob);
        var (_, record) = await images.PullAsync(layer, tar);
        Assert.Equal(TestRegistry.DigestOf(tar), $"sha256:{record.Id}");
    }

    [Fact]
    public async Task An_estargz_layer_that_lies_comes_whole_even_then()
    {
        await using var images = new PulledImages(new PullOptions { InsecureAllowUnpredictableImageContents = true });
        var layer = new EStargzLayer { EditBlob = (blob, toc) => blob[toc + 30] ^= 1 }.Build(Tar);
        layer = layer with { Blob = new EStargzLayer().Build(Tar).Blob, Annotations = new Dictionary<string, string> { [layer.Annotations.Keys.Single()] = $"sha256:{new string('1', 64)}" } };
        var tar = EStargzLayer.Unpack(layer.Blob);
        var (_, record) = await images.PullAsync(layer, tar);
        Assert.Equal(TestRegistry.DigestOf(tar), $"sha256:{record.Id}");
    }

    private void AssertWhole(GraphDriver.Store.LayerRecord layer)
    {
        Assert.True(layer.TocDigest.IsEmpty, _images.Log);
        Assert.Equal(Tar, _images.TarOf(layer));
        Assert.Empty(_images.Staged());
    }

    private static byte[] Content(int seed, int length)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private sealed class RecordComparer : IEqualityComparer<(IReadOnlyList<uint> Uids, IReadOnlyList<uint> Gids, long Size)>
    {
        public bool Equals((IReadOnlyList<uint> Uids, IReadOnlyList<uint> Gids, long Size) x, (IReadOnlyList<uint> Uids, IReadOnlyList<uint> Gids, long Size) y) =>
            x.Size == y.Size && x.Uids.SequenceEqual(y.Uids) && x.Gids.SequenceEqual(y.Gids);

        public int GetHashCode((IReadOnlyList<uint> Uids, IReadOnlyList<uint> Gids, long Size) value) => value.Size.GetHashCode();
    }
}
