using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.Encoders;

public sealed class ChunkedLayerTests
{
    private const int MaxChunk = 4 << 20;

    private static readonly ChunkedBlob Sample = new(Encoded.From(SampleTar.Bytes, LayerFormat.ZstdChunked));

    [Fact]
    public void The_tar_comes_back_from_the_tar_split_and_the_chunks_alone() => Assert.Equal(SampleTar.Bytes, Sample.Join());

    [Fact]
    public void Entries_say_what_the_headers_say()
    {
        Assert.Equal(1, (int)Sample.Toc["version"]!);
        Assert.Equal("""{"type":"dir","name":"usr/","mode":1517,"uid":7,"gid":8,"modtime":"1970-01-01T03:25:45.678901234Z"}""", Text("usr/"));
        Assert.Equal("""{"type":"reg","name":"usr/empty","mode":420,"modtime":"1970-01-01T00:00:00Z"}""", Text("usr/empty"));
        Assert.Equal("""{"type":"hardlink","name":"linked","linkName":"usr/one","mode":420,"modtime":"1970-01-01T00:00:00Z"}""", Text("linked"));
        Assert.Equal("""{"type":"block","name":"sda","mode":420,"modtime":"1970-01-01T00:00:00Z","devMajor":8}""", Text("sda"));
        Assert.Equal(0x81A4, (int)Sample["file-type-in-mode"]["mode"]!);
        Assert.Equal("""{"security.capability":"AAAAAAAAAAAAAAAAAAAAAAAAAAA=","user.a":"AAH/","user.z":""}""", Sample["xattrs"]["xattrs"]!.ToJsonString());
        Assert.Equal(
            """["1970-01-01T00:00:03.000000001Z","1970-01-01T00:00:01.25Z","1970-01-01T00:00:02Z"]""",
            new JsonArray([.. ((string[])["modtime", "accesstime", "changetime"]).Select(name => Sample["times"][name]!.DeepClone())]).ToJsonString());
        Assert.Equal("1969-12-31T23:59:58.5Z", (string?)Sample["ünïcode <&> \"quoted\" \\ \u2028\t"]["modtime"]);
    }

    [Fact]
    public void Chunks_are_those_that_podman_cuts()
    {
        Assert.True(Sample.Chunks("usr/chunks").Count > 10);
        foreach (JsonObject entry in Sample.Entries.Where(entry => (string?)entry["type"] == "reg" && entry["size"] is not null))
        {
            string name = (string)entry["name"]!;
            List<(int Offset, int Size, bool IsHole)> chunks = Sample.Chunks(name);
            List<(int Offset, int Size, bool IsHole)> expected = [.. PlainCuts.Chunks(Sample.Content(name)).SelectMany(Bounded)];
            // A file of one chunk does not say what the chunk is.
            Assert.Equal(expected.Count == 1 ? [(0, expected[0].Size, false)] : expected, chunks);
        }

        Assert.Equal([(0, 5000, true), (5000, 3, false)], Sample.Chunks("usr/hole-first"));
        Assert.Equal([(0, 5, false), (5, 5000, true)], Sample.Chunks("usr/hole-last"));
        Assert.Equal([(0, 100, false), (100, 1024, true), (1124, 100, false)], Sample.Chunks("usr/just-a-hole"));
        Assert.Single(Sample.Chunks("usr/almost-a-hole"));
        Assert.Equal([(0, MaxChunk, false), (MaxChunk, 5_000_000 - MaxChunk, false)], Sample.Chunks("usr/long-chunk"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_content_is_cut_as_podman_cuts_it_however_it_comes_in(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 8; round++)
        {
            var content = new MemoryStream();
            while (content.Length < 700_000)
            {
                // Runs of zeros about as long as a hole has to be, and about as long as what is read at once.
                content.Write(SampleTar.Content(random.Next(), random.Next(2) == 0 ? random.Next(300) : random.Next(150_000)));
                content.Write(new byte[random.Next(3) switch { 0 => random.Next(1000, 1050), 1 => random.Next(65_000, 140_000), _ => random.Next(4) }]);
            }

            byte[] bytes = content.ToArray();
            byte[] tar = new TarBuilder().File("f", bytes).End().ToArray();
            var blob = new ChunkedBlob(Encoded.From(tar, LayerFormat.ZstdChunked, piece: random.Next(2) == 0 ? int.MaxValue : random.Next(700, 70_000)));
            Assert.Equal([.. PlainCuts.Chunks(bytes)], blob.Chunks("f"));
            Assert.Equal(tar, blob.Join());
        }
    }

    [Fact]
    public void Long_holes_are_several_and_cost_next_to_nothing()
    {
        const int Length = 130 << 20;
        byte[] tar = [.. new TarBuilder().Header('0', "hole"u8.ToArray(), [], Length, new()).ToArray(), .. new byte[Length], .. new byte[1024]];
        var encoded = Encoded.From(tar, LayerFormat.ZstdChunked);
        Assert.InRange(encoded.Blob.Length, 1, 20_000);
        var blob = new ChunkedBlob(encoded);
        Assert.Equal([(0, 64 << 20, true), (64 << 20, 64 << 20, true), (128 << 20, 2 << 20, true)], blob.Chunks("hole"));
    }

    [Fact]
    public void A_tar_of_nothing_has_an_empty_table()
    {
        foreach (byte[] tar in (byte[][])[[], new byte[512], new byte[1024], new byte[2 << 20]])
        {
            var blob = new ChunkedBlob(Encoded.From(tar, LayerFormat.ZstdChunked));
            Assert.Empty(blob.Entries);
            Assert.Equal(tar, blob.Join());
        }
    }

    [Fact]
    public void Headers_alone_are_frames_too()
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 12_000; i++)
        {
            tar.Directory($"directory-{i}/");
        }

        byte[] bytes = tar.End().ToArray();
        var blob = new ChunkedBlob(Encoded.From(bytes, LayerFormat.ZstdChunked));
        Assert.Equal(12_000, blob.Entries.Count);
        Assert.Equal(bytes, blob.Join());
    }

    public static TheoryData<string, byte[]> Obstacles => new()
    {
        { "\"x\\xFF\" is not UTF-8", Big().File([(byte)'x', 0xFF], "a"u8).End().ToArray() },
        { "\"b\" links to a name that is not UTF-8", Big().Entry('1', "b"u8.ToArray(), [0xFF], 0, new()).End().ToArray() },
        { "\"a\" has an extended attribute whose name is not UTF-8", Big().Extension('x', "x", [.. "23 SCHILY.xattr.x"u8, 0xFF, .. "=abc\n"u8]).File("a", "a").End().ToArray() },
        { "\"a\" has a time outside of the years 1 to 9999", Big().File("a", "a", new() { Mtime = "253402300800" }).End().ToArray() },
        { "\"big\" is there twice", Big().File("big", "again").End().ToArray() },
        { "\"./d/../big\" is there twice", Big().File("./d/../big", "").End().ToArray() },
        { "\"a\" has a global PAX header before it", Big().GlobalPax(("comment", "c"u8.ToArray())).File("a", "a").End().ToArray() },
        { "\"a\" is a contiguous file", Big().Entry('7', "a"u8.ToArray(), [], 1, new()).Raw("a"u8).Pad().End().ToArray() },
        { "\"a\" has a size, and by its type no content", Big().Entry('1', "a"u8.ToArray(), "big"u8.ToArray(), 5, new()).End().ToArray() },
        { "\"a\" has a device number, and is no device", Big().File("a", "a", new() { Edit = block => TarBuilder.PutOctal(block, 329, 8, 1) }).End().ToArray() },
        { "\"a\" has extended attributes in records of libarchive", Big().Pax(("LIBARCHIVE.xattr.user.x", "AAAA"u8.ToArray())).File("a", "").End().ToArray() },
        { "\"a\" has a malformed time", Big().Pax(("atime", "yesterday"u8.ToArray())).File("a", "").End().ToArray() },
        { "\"a\" has times of its last reading and change in its header block", Big().File("a", "", new() { Magic = "ustar  \0", Edit = block => TarBuilder.PutOctal(block, 345, 12, 7) }).End().ToArray() },
        { "\"sparse\" is sparse", Big().Raw(Sparse()).End().ToArray() },
        { "the tar is followed by other bytes than zeros", Big().End().Raw("garbage"u8).Pad().ToArray() },
        { "the tar ends within a block", Big().End().Raw(new byte[100]).ToArray() },
        { "the tar ends within a block", Big().Entry('0', "a"u8.ToArray(), [], 3, new()).Raw("abc"u8).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void What_podman_would_not_take_in_a_table_is_plain_zstd(string obstacle, byte[] tar)
    {
        var encoded = Encoded.From(tar, LayerFormat.ZstdChunked);
        Assert.Equal(obstacle, encoded.Layer.Obstacle);
        Assert.Equal(LayerFormat.Zstd, encoded.Layer.Format);
        Assert.Equal(MediaType.OciLayerZstd, encoded.Layer.MediaType);
        Assert.Empty(encoded.Layer.Annotations);
        Assert.Equal(tar, encoded.Decode());
        Assert.Equal(encoded.Blob, Encoded.From(tar, LayerFormat.ZstdChunked, workers: 5, piece: 4099).Blob);
    }

    private static TarBuilder Big() => new TarBuilder().File("big", SampleTar.Content(8, 600_000));

    private static byte[] Sparse() => new TarBuilder()
        .Pax(
            ("GNU.sparse.major", "1"u8.ToArray()),
            ("GNU.sparse.minor", "0"u8.ToArray()),
            ("GNU.sparse.name", "sparse"u8.ToArray()),
            ("GNU.sparse.realsize", "2000000"u8.ToArray()))
        .Header('0', "GNUSparseFile.0/sparse"u8.ToArray(), [], 517, new())
        .Raw(Encoding.ASCII.GetBytes("2\n0\n3\n1000000\n2\n".PadRight(512, '\0'))).Raw("abcde"u8).Pad().ToArray();

    private static string Text(string name)
    {
        JsonObject entry = Sample[name];
        return entry.ToJsonString();
    }

    private static IEnumerable<(int Offset, int Size, bool IsHole)> Bounded((int Offset, int Size, bool IsHole) chunk)
    {
        for (int done = 0; done < chunk.Size; done += MaxChunk)
        {
            yield return (chunk.Offset + done, chunk.IsHole ? chunk.Size : Math.Min(MaxChunk, chunk.Size - done), chunk.IsHole);
            if (chunk.IsHole)
            {
                yield break;
            }
        }
    }
}
