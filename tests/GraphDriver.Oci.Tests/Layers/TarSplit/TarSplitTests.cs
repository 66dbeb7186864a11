using System.Text;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.TarSplit;

public sealed class TarSplitTests
{
    [Fact]
    public void A_tar_comes_back_byte_for_byte()
    {
        byte[] tar = new TarBuilder()
            .Directory("d/")
            .File("d/a", "content", new() { Uid = 5_000_000, Mtime = "-1.5", Xattrs = [("user.x", [0, 1])] })
            .File("d/empty", "")
            .File(new byte[] { 0xE4, 0xFF }, "x"u8)
            .File("<&>\"\\\t\u2028é", new byte[70_000])
            .HardLink("d/b", "d/a")
            .End().Raw(new byte[3_000_000]).ToArray();
        Assert.Equal(tar, TarSplitRoundTrip.Split(tar).Join());
        Assert.Equal(tar, TarSplitRoundTrip.Split(tar, piece: 11).Join());
    }

    [Fact]
    public void Lines_do_not_depend_on_how_the_stream_comes_in()
    {
        byte[] tar = new TarBuilder().File("a", new byte[600]).File("b", "b").End().Raw(new byte[2_500_000]).ToArray();
        string json = TarSplitRoundTrip.Split(tar).Json;
        Assert.Equal(json, TarSplitRoundTrip.Split(tar, piece: 999).Json);
        Assert.Equal(3 + 2 + 3, json.Split('\n').Length - 1);
    }

    [Fact]
    public void Names_are_written_as_Go_writes_them()
    {
        byte[] tar = new TarBuilder().File("<&>\"\\\t\b\u0001\u2028\u2029\u20AC\u007F", "").File(new byte[] { 0xE2, 0x80 }, []).ToArray();
        string[] lines = TarSplitRoundTrip.Split(tar).Json.Split('\n');
        Assert.Equal("""{"type":1,"name":"\u003c\u0026\u003e\"\\\t\b\u0001\u2028\u2029€"""
            + "\u007F\",\"payload\":null,\"position\":1}", lines[1]);
        Assert.Equal("""{"type":1,"name_raw":"4oA=","payload":null,"position":3}""", lines[3]);
    }

    [Fact]
    public void Sparse_files_are_kept_whole()
    {
        byte[] map = Encoding.ASCII.GetBytes("2\n0\n3\n1000000\n2\n".PadRight(512, '\0'));
        byte[] tar = new TarBuilder()
            .Pax(("GNU.sparse.major", "1"u8.ToArray()), ("GNU.sparse.minor", "0"u8.ToArray()), ("GNU.sparse.name", "s"u8.ToArray()), ("GNU.sparse.realsize", "2000000"u8.ToArray()))
            .Header('0', TarBuilder.Bytes("GNUSparseFile.0/s"), [], 517, new()).Raw(map).Raw("abcde"u8).Pad()
            .File("a", "a").End().ToArray();
        TarSplitRoundTrip split = TarSplitRoundTrip.Split(tar);
        Assert.Equal(tar, split.Join());
        Assert.Contains("""{"type":1,"name":"s","payload":null,""", split.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_entries_come_back()
    {
        byte[] tar = new TarBuilder()
            .Directory("d/").File("d/a", "first").File("d/e", "").Directory("d").File("./d/x/../a", "other name")
            .File("d/a", new byte[1_500_000]).File("d/a", "last").File("d/e", "no longer empty").End().ToArray();
        TarSplitRoundTrip split = TarSplitRoundTrip.Split(tar);
        Assert.True(split.Embedded);
        Assert.Equal(tar, split.Join());
        Assert.Single(split.Json.Split('\n'), line => line.Contains("\"name\":\"d/a\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Repeated_directories_need_no_embedding()
    {
        byte[] tar = new TarBuilder().Directory("d/").Directory("d").Directory("./d/").GlobalPax(("comment", "x"u8.ToArray()))
            .GlobalPax(("comment", "y"u8.ToArray())).File("a", "a").End().ToArray();
        TarSplitRoundTrip split = TarSplitRoundTrip.Split(tar);
        Assert.False(split.Embedded);
        Assert.Equal(tar, split.Join());
        Assert.Equal(3, split.Json.Split("\"type\":1").Length - 1);
    }

    [Fact]
    public void A_cut_off_end_comes_back()
    {
        byte[] tar = new TarBuilder().File("a", "abc").File("b", "abc").ToArray();
        foreach (int length in new[] { tar.Length, tar.Length - 1, tar.Length - 509 })
        {
            Assert.Equal(tar[..length], TarSplitRoundTrip.Split(tar[..length]).Join());
        }
    }

    [Theory]
    [InlineData("", "is 0 bytes long")]
    [InlineData("conten", "is 6 bytes long")]
    [InlineData("CONTENT", "checksum differs")]
    [InlineData("contents", "longer")]
    public void A_file_that_has_changed_is_an_error(string content, string message)
    {
        byte[] tar = new TarBuilder().File("d/a", "content").End().ToArray();
        using var reader = new TarSplitReader(
            new MemoryStream(TarSplitRoundTrip.Split(tar).TarSplit), _ => new MemoryStream(Encoding.ASCII.GetBytes(content)));
        var error = Assert.Throws<InvalidDataException>(() => reader.CopyTo(Stream.Null));
        Assert.Contains("\"d/a\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type":3,"payload":""}""")]
    [InlineData("""{"type":"2","payload":""}""")]
    [InlineData("""{"type":2,"payload":"A"}""")]
    [InlineData("""{"type":2,"payload":"AA==","position":99999999999}""")]
    [InlineData("""{"type":1,"name":"a","size":-1,"payload":"AAAAAAAAAAA="}""")]
    [InlineData("""{"type":1,"name":"a","size":1,"payload":null}""")]
    [InlineData("""{"type":1,"name":"a","size":1.5,"payload":"AAAAAAAAAAA="}""")]
    [InlineData("""{"type":1,"name":"a","size":1,"payload":"AAAA"}""")]
    [InlineData("""{"type":1,"name":7,"payload":null}""")]
    [InlineData("""{"type":2,"payload":"AA=="} {}""")]
    public void Malformed_lines_are_errors(string line)
    {
        using var reader = new TarSplitReader(new MemoryStream(Encoding.UTF8.GetBytes("\n" + line + "\n")), _ => Stream.Null);
        var error = Assert.Throws<InvalidDataException>(() => reader.CopyTo(Stream.Null));
        Assert.StartsWith("tar-split line 2: malformed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_tar_split_is_an_error()
    {
        byte[] split = TarSplitRoundTrip.Split(new TarBuilder().File("a", "").End().ToArray()).TarSplit;
        using var reader = new TarSplitReader(new MemoryStream(split[..^3]), _ => Stream.Null);
        Assert.Equal("tar-split is truncated gzip", Assert.Throws<InvalidDataException>(() => reader.CopyTo(Stream.Null)).Message);
    }

    [Fact]
    public void A_link_with_a_size_as_containers_storage_writes_it_has_no_content()
    {
        const string Lines = """
            {"type":1,"name":"link","size":5,"payload":"AAAAAAAAAAA=","position":0}
            {"type":2,"payload":"AQI=","position":1}
            """;
        using var reader = new TarSplitReader(new MemoryStream(Encoding.UTF8.GetBytes(Lines)), _ => throw new InvalidOperationException());
        byte[] tar = new byte[10];
        Assert.Equal(2, reader.Read(tar));
        Assert.Equal([1, 2], tar[..2]);
    }
}
