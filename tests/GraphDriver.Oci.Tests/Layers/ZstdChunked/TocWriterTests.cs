using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

public sealed class TocWriterTests
{
    public static TheoryData<string> Names => new(TocDocument.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Documents_are_those_of_podman_byte_for_byte(string name)
    {
        var expected = TocDocument.Read(name);
        var json = new MemoryStream();
        using (var writer = new TocWriter(json))
        {
            foreach (var entry in expected.Entries)
            {
                writer.Write(TocDocument.Entry(entry));
            }

            writer.Finish(expected.TarSplitDigest);
        }

        Assert.Equal(Encoding.UTF8.GetString(expected.Json).TrimEnd('\n'), Encoding.UTF8.GetString(json.ToArray()));
    }

    [Fact]
    public void Names_survive_whatever_they_are_made_of()
    {
        const string Name = "a \"quoted\\ <name>\n\t\u0001 &+' ü \u2028 😀";
        var entry = Written(new TocEntry
        {
            Type = TocEntryType.SymbolicLink,
            Name = Encoding.UTF8.GetBytes(Name),
            LinkName = Encoding.UTF8.GetBytes("/" + Name),
            Xattrs = [new TarXattr(Encoding.UTF8.GetBytes("user." + Name), [0, 255, 62, 251])],
        });
        Assert.Equal(Name, (string?)entry["name"]);
        Assert.Equal("/" + Name, (string?)entry["linkName"]);
        Assert.Equal("AP8++w==", (string?)entry["xattrs"]!["user." + Name]);
    }

    [Theory]
    [InlineData(0, 0, "1970-01-01T00:00:00Z")]
    [InlineData(1732460109, 789012345, "2024-11-24T14:55:09.789012345Z")]
    [InlineData(4294967297, 120000000, "2106-02-07T06:28:17.12Z")]
    [InlineData(-1, 1, "1969-12-31T23:59:59.000000001Z")]
    [InlineData(253402300799, 999999999, "9999-12-31T23:59:59.999999999Z")]
    public void Times_are_RFC_3339(long seconds, uint nanoseconds, string expected) =>
        Assert.Equal(expected, (string?)Written(new TocEntry { Type = TocEntryType.Fifo, Name = "f"u8, Mtime = new(seconds, nanoseconds) })["modtime"]);

    [Fact]
    public void What_JSON_cannot_carry_is_refused()
    {
        Assert.Equal("is not UTF-8", new TocEntry { Type = TocEntryType.Fifo, Name = [0x66, 0xFF] }.Obstacle);
        Assert.Equal("links to a name that is not UTF-8", new TocEntry { Type = TocEntryType.HardLink, Name = "f"u8, LinkName = [0xC3] }.Obstacle);
        Assert.NotNull(new TocEntry { Type = TocEntryType.Fifo, Name = "f"u8, Xattrs = [new TarXattr([0x80], [])] }.Obstacle);
        Assert.NotNull(new TocEntry { Type = TocEntryType.Fifo, Name = "f"u8, Mtime = new(253402300800, 0) }.Obstacle);
        Assert.NotNull(new TocEntry { Type = TocEntryType.Fifo, Name = "f"u8, Mtime = new(long.MinValue, 0) }.Obstacle);
        Assert.Null(new TocEntry { Type = TocEntryType.Fifo, Name = "ü"u8, Mtime = new(-1, 0) }.Obstacle);
        using var writer = new TocWriter(Stream.Null);
        Assert.Throws<ArgumentException>(() => writer.Write(new TocEntry { Type = TocEntryType.Fifo, Name = [0xFF] }));
    }

    private static JsonNode Written(in TocEntry entry)
    {
        var json = new MemoryStream();
        using var writer = new TocWriter(json);
        writer.Write(entry);
        writer.Finish();
        return JsonNode.Parse(json.ToArray())!["entries"]![0]!;
    }
}
