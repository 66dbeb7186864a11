using System.Buffers;
using System.Text;
using GraphDriver.Store;
using GraphDriver.Store.Json;

namespace GraphDriver.Tests.Store;

public sealed class RecordFileTests
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    // As Go's encoder writes the record types of containers/storage, field by field.
    private const string Layers = $$$"""
        [{"id":"{{{A}}}","created":"2024-05-01T12:34:56.123456789Z","compressed-diff-digest":"sha256:{{{A}}}","compressed-size":61000000,"diff-digest":"sha256:{{{B}}}","diff-size":183000000,"compression":2,"uidset":[0,42],"gidset":[0,4294967294],"big-data-names":["zstd-chunked-layer-data"]},{"id":"{{{B}}}","names":["one","two"],"parent":"{{{A}}}","metadata":"m","mountlabel":"system_u:object_r:container_file_t:s0:c1,c2","created":"2024-05-01T12:34:56+02:00","toc-digest":"sha256:{{{A}}}","diff-size":-1,"flags":{"incomplete":true,"other":{"deep":[1,2.5]}},"uidmap":[{"container_id":0,"host_id":100000,"size":65536}],"gidmap":[{"container_id":0,"host_id":100000,"size":65536}]}]
        """;

    private const string Images = $$$"""
        [{"id":"{{{A}}}","digest":"sha256:{{{B}}}","names":["docker.io/library/debian:12"],"names-history":["docker.io/library/debian:12","docker.io/library/debian:latest"],"layer":"{{{B}}}","mapped-layers":["{{{A}}}"],"metadata":"{\"signatures-sizes\":{}}","big-data-names":["sha256:{{{A}}}","manifest"],"big-data-sizes":{"manifest":529,"sha256:{{{A}}}":1463},"big-data-digests":{"manifest":"sha256:{{{B}}}","sha256:{{{A}}}":"sha256:{{{A}}}"},"created":"2024-05-01T00:00:00Z","flags":{"x":"y"}}]
        """;

    private const string Containers = $$$"""
        [{"id":"{{{A}}}","names":["box"],"image":"{{{B}}}","layer":"{{{A}}}","metadata":"{\"image-name\":\"debian\"}","created":"2024-05-01T12:34:56.1Z","flags":{"MountLabel":"","ProcessLabel":"","Volatile":true}},{"id":"{{{B}}}","image":"","layer":"{{{B}}}","created":"0001-01-01T00:00:00Z"}]
        """;

    [Fact]
    public void Layers_read_from_the_file_of_podman_are_written_back_byte_for_byte() =>
        Assert.Equal(Layers, RoundTrip(Layers, new LayerRecordFormat()));

    [Fact]
    public void Images_read_from_the_file_of_podman_are_written_back_byte_for_byte() =>
        Assert.Equal(Images, RoundTrip(Images, new ImageRecordFormat()));

    [Fact]
    public void Containers_read_from_the_file_of_podman_are_written_back_byte_for_byte() =>
        Assert.Equal(Containers, RoundTrip(Containers, new ContainerRecordFormat()));

    [Fact]
    public void Every_field_of_a_layer_is_read()
    {
        var layers = RecordFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(Layers)), "layers.json", new LayerRecordFormat());

        var (first, second) = (layers[0], layers[1]);
        Assert.Equal((61000000, 183000000), (first.CompressedSize, first.UncompressedSize));
        Assert.Equal(BlobCompression.Gzip, first.Compression);
        Assert.Equal([0u, 4294967294u], first.Gids);
        Assert.Equal("sha256:" + B, first.UncompressedDigest.ToString());
        Assert.True(first.Parent.IsEmpty);
        Assert.Equal(LayerId.Parse(A), second.Parent);
        Assert.True(second.IsIncomplete);
        Assert.False(second.AsComplete().IsIncomplete);
        Assert.Equal(-1, second.UncompressedSize);
        Assert.Equal(new IdMapping(0, 100000, 65536), Assert.Single(second.UidMap));
        Assert.Equal(TimeSpan.FromHours(2), second.Created.Moment.Offset);
    }

    [Fact]
    public void Of_a_field_that_is_there_twice_the_later_one_counts()
    {
        var layers = $$$"""[{"id":"{{{A}}}","metadata":"first","x":1,"metadata":"second","x":2},{"id":"{{{B}}}"}]""";

        var records = RecordFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(layers)), "layers.json", new LayerRecordFormat());

        Assert.Equal(["second", ""], records.Select(record => record.Metadata));
        Assert.Contains("\"x\":2}", RoundTrip(layers, new LayerRecordFormat()), StringComparison.Ordinal);
        Assert.Null(records[1].Unknown);
    }

    [Fact]
    public void Fields_that_are_not_known_survive()
    {
        var layers = $$$"""[{"id":"{{{A}}}","created":"2024-05-01T12:34:56Z","compressed-diff-digest":"sha384:00","future":{"a":[1,"2024-05-01T12:34:56.000Z",null]}}]""";

        var text = RoundTrip(layers, new LayerRecordFormat());

        Assert.Contains("\"future\":{\"a\":[1,\"2024-05-01T12:34:56.000Z\",null]}", text, StringComparison.Ordinal);
        Assert.Contains("\"compressed-diff-digest\":\"sha384:00\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public void An_empty_file_holds_no_records(string text) =>
        Assert.Empty(RecordFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)), "layers.json", new LayerRecordFormat()));

    [Theory]
    [InlineData("[", "layers.json")]
    [InlineData("{}", "must be a JSON array")]
    [InlineData("[1]", "nothing but layer records")]
    [InlineData("[{}]", "'id' of a record")]
    [InlineData("[{\"id\":\"../../etc\"}]", "'id' of a record")]
    [InlineData("[{\"id\":\"A$\",\"created\":\"yesterday\"}]", "'created' of a record")]
    [InlineData("[{\"id\":\"A$\",\"names\":\"x\"}]", "'names' of a record")]
    [InlineData("[{\"id\":\"A$\",\"compressed-size\":99999999999999999999}]", "'compressed-size'")]
    [InlineData("[{\"id\":\"A$\",\"uidset\":[-1]}]", "'uidset' of a record")]
    [InlineData("[{\"id\":\"A$\",\"parent\":\"up\"}]", "'parent' of a record")]
    [InlineData("[{\"id\":\"A$\",\"compressed-size\":1.5}]", "'compressed-size' of a record")]
    [InlineData("[{\"id\":\"A$\",\"metadata\":\"\\ud800\"}]", "layers.json")]
    [InlineData("[{\"id\":\"A$\",\"\\ud800\":1}]", "layers.json")]
    [InlineData("[{\"id\":\"A$\",\"unknown\":1e999}]", "layers.json")]
    [InlineData("[{\"id\":\"A$\"},{\"id\":\"A$\"}]", "twice")]
    [InlineData("[{\"id\":\"A$\"}] []", "layers.json")]
    [InlineData("[{\"id\":\"A$\"}", "layers.json")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "layers.json")]
    public void A_file_that_is_not_as_it_should_be_is_an_error_that_names_it(string text, string message)
    {
        var content = Encoding.UTF8.GetBytes(text.Replace("A$", A, StringComparison.Ordinal));

        var error = Assert.Throws<InvalidDataException>(() => RecordFile.Parse(new MemoryStream(content), "/root/layers.json", new LayerRecordFormat()));

        Assert.Contains("/root/layers.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_beyond_what_is_read_at_once_come_back()
    {
        var records = Enumerable.Range(0, 300).Select(i => $$"""{"id":"{{i:x64}}","metadata":"{{new string('m', i == 7 ? 300_000 : 900)}}","created":"2024-05-01T12:34:56Z"}""");
        var text = $"[{string.Join(',', records)}]";

        Assert.Equal(text, RoundTrip(text, new LayerRecordFormat()));
    }

    [Theory]
    [InlineData("manifest", "manifest")]
    [InlineData("a.b0", "a.b0")]
    [InlineData("sha256:ab", "=c2hhMjU2OmFi")]
    [InlineData("Manifest", "=TWFuaWZlc3Q=")]
    [InlineData("zstd-chunked-layer-data", "=enN0ZC1jaHVua2VkLWxheWVyLWRhdGE=")]
    public void Big_data_is_named_as_in_containers_storage(string key, string name) =>
        Assert.Equal(name, GraphDriver.Store.Files.BigDataFolder.FileName(key));

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("ab?")]
    public void A_key_that_would_leave_its_folder_is_refused(string key) =>
        Assert.ThrowsAny<ArgumentException>(() => GraphDriver.Store.Files.BigDataFolder.FileName(key));

    private static string RoundTrip<TRecord>(string text, IRecordFormat<TRecord> format)
        where TRecord : StoreRecord
    {
        var content = new ArrayBufferWriter<byte>();
        RecordFile.Write(content, RecordFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)), "file.json", format), format);
        return Encoding.UTF8.GetString(content.WrittenSpan);
    }
}
