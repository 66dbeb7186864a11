using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Testing.Layers;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

/// <summary>Tables of contents that must be refused, and why.</summary>
public sealed class HostileTocTests
{
    private const string A = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const long ContentEnd = 10_000;

    [Theory]
    // The document.
    [InlineData("", "no JSON")]
    [InlineData("[]", "no object")]
    [InlineData("{", "no JSON")]
    [InlineData("""{"version":1,"entries":[]}x""", "no JSON")]
    [InlineData("""{"version":1,"entries":[]}{}""", "no JSON")]
    [InlineData("""{"version":1,"entries":[],}""", "no JSON")]
    [InlineData("""{"version":1,"entries":{}}""", "no array")]
    [InlineData("""{"version":1,"entries":[1]}""", "no object")]
    [InlineData("""{"version":1,"entries":[[]]}""", "no object")]
    [InlineData("""{"version":1,"entries":[{"type":"dir","name":"a"}],"entries":[{"type":"dir","name":"b"}]}""", "two arrays")]
    [InlineData("""{"entries":[]}""", "version 0")]
    [InlineData("""{"version":2,"entries":[]}""", "version 2")]
    [InlineData("""{"version":"1","entries":[]}""", "version that is no number")]
    [InlineData("""{"version":1.5,"entries":[]}""", "version that is no number")]
    [InlineData("""{"version":1,"entries":[],"tarSplitDigest":"sha256:12"}""", "tarSplitDigest")]
    [InlineData("""{"version":1,"entries":[],"tarSplitDigest":1}""", "tarSplitDigest")]
    public void A_document_is_refused(string json, string reason) => Refused(json, reason);

    [Theory]
    // Fields by themselves.
    [InlineData("""{"name":"a"}""", "no type")]
    [InlineData("""{"type":"dir"}""", "no name")]
    [InlineData("""{"type":"dir","name":""}""", "no name")]
    [InlineData("""{"type":"dir","name":1}""", "its name")]
    [InlineData("""{"type":"dir","name":"a\u0000b"}""", "its name")]
    [InlineData("""{"type":"dir","name":"\ud800"}""", "no JSON")]
    [InlineData("""{"type":"door","name":"a"}""", "unknown type")]
    [InlineData("""{"type":5,"name":"a"}""", "its type")]
    [InlineData("""{"type":"symlink","name":"a"}""", "links to nothing")]
    [InlineData("""{"type":"hardlink","name":"a","linkName":""}""", "links to nothing")]
    [InlineData("""{"type":"dir","name":"a","mode":-1}""", "its mode")]
    [InlineData("""{"type":"dir","name":"a","uid":-1}""", "its uid")]
    [InlineData("""{"type":"dir","name":"a","gid":4294967295}""", "its gid")]
    [InlineData("""{"type":"dir","name":"a","uid":1e3}""", "its uid")]
    [InlineData("""{"type":"char","name":"a","devMajor":99999999999999999999}""", "its devMajor")]
    [InlineData("""{"type":"dir","name":"a","modtime":"yesterday"}""", "RFC 3339")]
    [InlineData("""{"type":"dir","name":"a","modtime":"2024-02-30T00:00:00Z"}""", "RFC 3339")]
    [InlineData("""{"type":"dir","name":"a","xattrs":[]}""", "its xattrs")]
    [InlineData("""{"type":"dir","name":"a","xattrs":{"user.a":"!"}}""", "not base64")]
    [InlineData("""{"type":"dir","name":"a","xattrs":{"user.a":1}}""", "not base64")]
    [InlineData("""{"type":"dir","name":"a","xattrs":{"user.a":"","user.a":""}}""", "one twice")]
    [InlineData("""{"type":"dir","name":"a","xattrs":{"":""}}""", "without a name")]
    [InlineData("""{"type":"reg","name":"a","size":-5}""", "its size")]
    [InlineData("""{"type":"reg","name":"a","size":"5"}""", "its size")]
    // Files against their chunks.
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20}""", "no digest")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A","chunkDigest":"B"}""", "another digest")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"sha512:12"}""", "no SHA-256")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"SHA256:A"}""", "no SHA-256")]
    [InlineData("""{"type":"reg","name":"a","digest":"A"}""", "not that of nothing")]
    [InlineData("""{"type":"reg","name":"a","size":5,"endOffset":20,"digest":"A"}""", "outside of the content")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":20,"endOffset":20,"digest":"A"}""", "outside of the content")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":20,"endOffset":10,"digest":"A"}""", "outside of the content")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":20,"endOffset":10001,"digest":"A"}""", "outside of the content")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10000,"digest":"A"}""", "outside of the content")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":9223372036854775807,"digest":"A"}""", "outside of the content")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A","chunkSize":4}""", "4 bytes of the file's 5")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A","chunkSize":6}""", "6 bytes at 0")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A","chunkOffset":1}""", "at 1, where 5 at 0")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A","chunkType":"ones"}""", "unknown type")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"innerOffset":3,"digest":"A"}""", "innerOffset")]
    [InlineData("""{"type":"chunk","name":"a","offset":10,"chunkSize":5,"chunkDigest":"A"}""", "does not follow")]
    [InlineData("""{"type":"dir","name":"a"},{"type":"chunk","name":"a","offset":10,"chunkSize":5,"chunkDigest":"A"}""", "does not follow")]
    [InlineData("""{"type":"reg","name":"a"},{"type":"chunk","name":"a","offset":10,"chunkSize":5,"chunkDigest":"A"}""", "does not follow")]
    // Two chunks.
    [InlineData("""TWO{"type":"chunk","name":"b","offset":15,"chunkSize":2,"chunkOffset":3,"chunkDigest":"B"}""", "does not follow")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":2,"chunkOffset":3}""", "chunk 2 has no digest")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":2,"chunkOffset":2,"chunkDigest":"B"}""", "at 2, where 2 at 3")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":2,"chunkOffset":4,"chunkDigest":"B"}""", "at 4, where 2 at 3")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":1,"chunkOffset":3,"chunkDigest":"B"}""", "4 bytes of the file's 5")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":3,"chunkOffset":3,"chunkDigest":"B"}""", "3 bytes at 3")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":9223372036854775807,"chunkOffset":3,"chunkDigest":"B"}""", "where 2 at 3")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":10,"chunkSize":2,"chunkOffset":3,"chunkDigest":"B"}""", "over the next one")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":9,"chunkSize":2,"chunkOffset":3,"chunkDigest":"B"}""", "over the next one")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":25,"chunkSize":2,"chunkOffset":3,"chunkDigest":"B"}""", "outside of the content")]
    [InlineData("""TWO{"type":"chunk","name":"a","offset":15,"chunkOffset":3,"chunkDigest":"B"},{"type":"chunk","name":"a","offset":16,"chunkSize":2,"chunkOffset":5,"chunkDigest":"B"}""", "0 bytes at 3")]
    // Files against each other.
    [InlineData("""ONE{"type":"dir","name":"a"}""", "stands there twice")]
    [InlineData("""ONE{"type":"reg","name":"b","size":5,"offset":10,"endOffset":20,"digest":"A"}""", "lies over another one")]
    [InlineData("""ONE{"type":"reg","name":"b","size":5,"offset":19,"endOffset":30,"digest":"A"}""", "\"b\", at 19, lies over another one")]
    [InlineData("""ONE{"type":"reg","name":"b","size":5,"offset":5,"endOffset":11,"digest":"A"}""", "\"a\", at 10, lies over another one")]
    [InlineData("""ONE{"type":"reg","name":"b","size":5,"offset":12,"digest":"A"}""", "lies over another one")]
    public void Entries_are_refused(string entries, string reason) => Refused(Document(entries), reason);

    [Theory]
    [InlineData("""{"type":"dir","name":"a","uid":null,"mode":16877,"NumLink":0,"userName":"x","future":{"deep":[1,{"a":[]}]}}""")]
    [InlineData("""{"type":"reg","name":"a","size":0,"digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}""")]
    [InlineData("""{"na\u006de":"a","type":"d\u0069r"}""")]
    [InlineData("""{"type":"dir","name":"x","name":"a"}""")]
    [InlineData("""{"type":"reg","name":"a","size":5,"offset":10,"digest":"A"}""")]
    [InlineData("""{"type":"reg","name":"a","size":5,"digest":"A","chunkType":"zeros"}""")]
    [InlineData("""{"type":"reg","name":"b","size":5,"offset":20,"endOffset":30,"digest":"A"},{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A"}""")]
    [InlineData("""{"type":"symlink","name":"a","linkName":"b","size":7,"digest":"A","modtime":"0001-01-01T00:00:00Z"}""")]
    public void What_is_odd_but_right_is_taken(string entries)
    {
        var file = Read(Document(entries)).Find("a"u8)!;
        Assert.Null(file.Mtime);
        Assert.Equal(file.Size > 0, file.Chunks.Count == 1);
        Assert.All(file.Chunks, chunk => Assert.True(chunk.IsZeros || chunk.EndOffset > chunk.Offset));
    }

    [Fact]
    public void Zeros_need_no_place_in_the_blob()
    {
        var chunks = Read(Document(
            $$"""
            {"type":"reg","name":"a","size":9,"offset":10,"endOffset":20,"digest":"A","chunkSize":3,"chunkDigest":"A"},
            {"type":"chunk","name":"a","chunkSize":4,"chunkOffset":3,"chunkDigest":"B","chunkType":"zeros"},
            {"type":"chunk","name":"a","chunkSize":1,"offset":15,"chunkOffset":7,"chunkDigest":"B"},
            {"type":"chunk","name":"a","offset":20,"chunkOffset":8,"chunkDigest":"B","chunkType":"zeros"}
            """)).Files[0].Chunks;
        Assert.Equal(
            [(10, 15, 0, 3), (0, 0, 3, 4), (15, 20, 7, 1), (0, 0, 8, 1)], chunks.Select(chunk => (chunk.Offset, chunk.EndOffset, chunk.ContentOffset, chunk.Size)));
    }

    [Fact]
    public void Ends_that_are_left_out_are_where_the_next_chunk_begins()
    {
        var table = Read(Document(
            """
            {"type":"reg","name":"last","size":5,"offset":300,"digest":"A"},
            {"type":"reg","name":"first","size":5,"offset":10,"digest":"A","chunkSize":3,"chunkDigest":"A"},
            {"type":"chunk","name":"first","offset":90,"chunkOffset":3,"chunkDigest":"B"},
            {"type":"reg","name":"middle","size":5,"offset":200,"digest":"A"}
            """));
        Assert.Equal(
            [(10, 90), (90, 200), (200, 300), (300, ContentEnd)],
            table.Files.SelectMany(file => file.Chunks).Select(chunk => (chunk.Offset, chunk.EndOffset)).Order());
    }

    [Fact]
    public void Limits_hold()
    {
        var many = Document(string.Join(',', Enumerable.Range(0, 20).Select(i => $$"""{"type":"dir","name":"{{new string('d', 50)}}{{i}}"}""")));
        Refused(many, "more than 19 files", new TocLimits { MaxFiles = 19 });
        Refused(many, "name or the one it links to has more than 51 bytes", new TocLimits { MaxNameLength = 51 });
        Refused(many, "more than 100 bytes of memory", new TocLimits { MaxMemory = 100 });
        Refused(many, "one of more than 64 bytes", new TocLimits { MaxEntrySize = 64 });
        Refused(many, "it has more than 1000 bytes", new TocLimits { MaxTocSize = 1000 });
        Refused(
            Document("""TWO{"type":"chunk","name":"a","offset":15,"chunkSize":2,"chunkOffset":3,"chunkDigest":"B"}"""), "more than 0 chunks", new TocLimits { MaxChunks = 0 });
    }

    [Fact]
    public void Deep_nesting_and_endless_values_are_refused()
    {
        Refused("""{"version":1,"x":""" + new string('[', 100_000), "no JSON");
        Refused(Document("""{"type":"dir","name":"a","x":""" + new string('[', 1_000) + new string(']', 1_000) + "}"), "no JSON");
        Refused("""{"version":1,"x":" """ + new string('x', 2_000_000), "more than 1048576 bytes");
        Refused(Document("""{"type":"dir","name":" """ + new string('x', 2_000_000) + "\"}"), "more than 1048576 bytes");
    }

    [Fact]
    public void A_table_that_vouches_for_other_entries_is_refused()
    {
        var layer = new ChunkedLayer { EditToc = toc => Entry(toc, "usr/large")["chunkSize"] = 7 }.Build(SampleTar.Bytes);
        var annotations = ChunkedAnnotations.Read(ChunkedLayerTests.Describe(layer))!;
        using var json = ChunkedLayerTests.Open(layer, annotations.Toc, annotations.TocDigest);
        var error = Assert.Throws<InvalidDataException>(() => TableOfContents.ReadZstdChunked(json, annotations.ContentEnd));
        Assert.Contains("\"usr/large\"", error.Message, StringComparison.Ordinal);
    }

    private static JsonNode Entry(JsonObject toc, string name) => toc["entries"]!.AsArray().First(entry => (string?)entry!["name"] == name)!;

    private static string Document(string entries) => $$"""{"version":1,"entries":[{{Expand(entries)}}]}""";

    private static string Expand(string entries) => entries
        .Replace("ONE", """{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A"},""", StringComparison.Ordinal)
        .Replace("TWO", """{"type":"reg","name":"a","size":5,"offset":10,"endOffset":20,"digest":"A","chunkSize":3,"chunkDigest":"A"},""", StringComparison.Ordinal)
        .Replace("\"A\"", $"\"{A}\"", StringComparison.Ordinal)
        .Replace("\"B\"", $"\"{B}\"", StringComparison.Ordinal);

    private static TableOfContents Read(string json, TocLimits? limits = null) =>
        TableOfContents.ReadZstdChunked(new MemoryStream(Encoding.UTF8.GetBytes(json)), ContentEnd, limits);

    private static void Refused(string json, string reason, TocLimits? limits = null)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(json, limits));
        Assert.StartsWith("table of contents: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
