using System.Text;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.Tar;

public sealed class TarReaderTests
{
    private static readonly TarBuilder.Attributes Gnu = new() { Magic = "ustar  \0" };

    [Fact]
    public void Every_type_of_entry_is_read()
    {
        byte[] tar = new TarBuilder()
            .Directory("usr/", new() { Mode = 0x5ED, Uid = 7, Gid = 8, Mtime = "12345" })
            .File("usr/a", "content", new() { Mode = 0x9ED })
            .Entry('7', TarBuilder.Bytes("contiguous"), [], 2, new()).Raw("xy"u8).Pad()
            .HardLink("usr/b", "usr/a")
            .Symlink("usr/c", "/target")
            .CharacterDevice("null", 1, 3)
            .BlockDevice("sda", 8, 0)
            .Fifo("pipe")
            .End().ToArray();
        Assert.Equal(
            [
                "Directory usr/ 2755 7:8 0 12345.000000000",
                "RegularFile usr/a 4755 0:0 7 0.000000000",
                "RegularFile contiguous 644 0:0 2 0.000000000",
                "HardLink usr/b -> usr/a 644 0:0 0 0.000000000",
                "SymbolicLink usr/c -> /target 777 0:0 0 0.000000000",
                "CharacterDevice null 644 0:0 0 0.000000000 1,3",
                "BlockDevice sda 644 0:0 0 0.000000000 8,0",
                "Fifo pipe 644 0:0 0 0.000000000",
            ],
            Lines(tar));
        Assert.Equal("content"u8.ToArray(), TarListing.Read(tar).Contents[1]);
    }

    [Theory]
    [InlineData("ustar\000", "prefix/name")]
    [InlineData("ustar  \0", "name")]
    [InlineData("\0\0\0\0\0\0\0\0", "name")]
    public void The_prefix_is_of_ustar_alone(string magic, string name)
    {
        byte[] tar = new TarBuilder()
            .File("name", "", new() { Magic = magic, Edit = block => TarBuilder.Put(block, 345, 155, magic == "ustar  \0" ? "00000000001"u8 : "prefix"u8) })
            .ToArray();
        Assert.StartsWith($"RegularFile {name} ", Assert.Single(Lines(tar)), StringComparison.Ordinal);
    }

    [Fact]
    public void Star_has_a_shorter_prefix_with_times_after_it()
    {
        byte[] tar = new TarBuilder().File("name", "", new()
        {
            Edit = block =>
            {
                TarBuilder.Put(block, 345, 131, Encoding.ASCII.GetBytes(new string('p', 131)));
                TarBuilder.PutOctal(block, 476, 12, 1);
                TarBuilder.PutOctal(block, 488, 12, 2);
                TarBuilder.Put(block, 508, 4, "tar\0"u8);
            },
        }).ToArray();
        Assert.StartsWith($"RegularFile {new string('p', 131)}/name ", Assert.Single(Lines(tar)), StringComparison.Ordinal);
    }

    [Fact]
    public void Prefixes_that_old_Go_wrote_over_the_times_of_GNU_headers_are_found()
    {
        byte[] tar = new TarBuilder()
            .File("name", "", Gnu with { Edit = block => TarBuilder.Put(block, 345, 155, "some/prefix/of/it"u8) }).ToArray();
        Assert.StartsWith("RegularFile some/prefix/of/it/name ", Assert.Single(Lines(tar)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_file_with_a_slash_at_its_end_is_a_directory()
    {
        byte[] tar = new TarBuilder()
            .Entry('\0', TarBuilder.Bytes("dir/"), [], 5, new() { Magic = "" })
            .Entry('\0', TarBuilder.Bytes("file"), [], 2, new() { Magic = "" }).Raw("ab"u8).Pad()
            .File("odd/", "x").ToArray();
        Assert.Equal(["Directory dir/", "RegularFile file", "RegularFile odd/"], Lines(tar).Select(line => string.Join(' ', line.Split(' ')[..2])));
    }

    [Fact]
    public void Pax_records_replace_the_fields_of_the_header()
    {
        byte[] tar = new TarBuilder()
            .Pax(
                ("path", [0xFF, (byte)'x', .. "/long"u8]),
                ("linkpath", [0xFE]),
                ("uid", "4294967294"u8.ToArray()),
                ("gid", "65536"u8.ToArray()),
                ("mtime", "4294967297.123456789999"u8.ToArray()),
                ("uname", "ü"u8.ToArray()),
                ("VENDOR.x", "ignored"u8.ToArray()))
            .Symlink("short", "t").ToArray();
        Assert.Equal("SymbolicLink \u00FFx/long -> \u00FE 777 4294967294:65536 0 4294967297.123456789", Assert.Single(Lines(tar)));
    }

    [Fact]
    public void The_size_of_a_pax_header_counts()
    {
        byte[] tar = new TarBuilder().Pax(("size", "3"u8.ToArray())).Header('0', TarBuilder.Bytes("a"), [], 0, new()).Raw("abc"u8).Pad()
            .File("b", "").End().ToArray();
        Assert.Equal("abc"u8.ToArray(), TarListing.Read(tar).Contents[0]);
    }

    [Theory]
    [InlineData("-1", -1, 0)]
    [InlineData("-1.5", -2, 500_000_000)]
    [InlineData("-0.000000001", -1, 999_999_999)]
    [InlineData("0.1", 0, 100_000_000)]
    [InlineData("1.", 1, 0)]
    [InlineData("-1.000000000", -1, 0)]
    [InlineData("9223372036854775807.999999999", long.MaxValue, 999_999_999)]
    public void Times_have_nanoseconds_and_may_be_negative(string text, long seconds, uint nanoseconds)
    {
        byte[] tar = new TarBuilder().File("a", "", new() { Mtime = text }).Pax(("mtime", TarBuilder.Bytes(text))).File("b", "").ToArray();
        Assert.All(Lines(tar), line => Assert.EndsWith($" {seconds}.{nanoseconds:D9}", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_pax_header_before_an_entry_counts_and_for_it_alone()
    {
        byte[] tar = new TarBuilder()
            .Pax(("uid", "1"u8.ToArray()), ("path", "lost"u8.ToArray()))
            .Pax(("gid", "2"u8.ToArray()), ("gid", "3"u8.ToArray()), ("uid", []))
            .File("a", "").File("b", "").ToArray();
        Assert.Equal(["RegularFile a 644 0:3 0 0.000000000", "RegularFile b 644 0:0 0 0.000000000"], Lines(tar));
    }

    [Fact]
    public void Global_pax_headers_have_no_effect()
    {
        byte[] tar = new TarBuilder()
            .Pax(("uid", "1"u8.ToArray())).GlobalPax(("gid", "2"u8.ToArray()), ("path", "x"u8.ToArray()))
            .File("a", "").ToArray();
        Assert.Equal(["RegularFile a 644 0:0 0 0.000000000"], Lines(tar));
    }

    [Fact]
    public void Xattrs_are_bytes()
    {
        byte[] tar = new TarBuilder()
            .Pax(
                ("SCHILY.xattr.user.bin", [0, 10, (byte)'=', 255]),
                ("SCHILY.xattr.user.empty", []),
                ("LIBARCHIVE.xattr.user.bin", "b3RoZXI"u8.ToArray()),
                ("LIBARCHIVE.xattr.user.%C3%A9%20", "AAH/"u8.ToArray()))
            .File("a", "").File("b", "").ToArray();
        Assert.Equal(
            ["RegularFile a 644 0:0 0 0.000000000 user.bin=000A3DFF user.empty= user.\u00C3\u00A9 =0001FF", "RegularFile b 644 0:0 0 0.000000000"],
            Lines(tar));
    }

    [Fact]
    public void Gnu_long_names_win_over_pax()
    {
        byte[] name = Encoding.ASCII.GetBytes(new string('n', 5000));
        byte[] tar = new TarBuilder()
            .GnuLongName(name).GnuLongLinkName([.. name, (byte)'l']).Pax(("path", "p"u8.ToArray()), ("uid", "9"u8.ToArray()))
            .Symlink("short", "t", Gnu).File("next", "", Gnu).ToArray();
        Assert.Equal(
            [$"SymbolicLink {Encoding.ASCII.GetString(name)} -> {Encoding.ASCII.GetString(name)}l 644 9:0 0 0.000000000", "RegularFile next 644 0:0 0 0.000000000"],
            Lines(tar));
    }

    [Fact]
    public void Numbers_may_be_in_base_256()
    {
        byte[] tar = new TarBuilder().File("a", "", Gnu with
        {
            Edit = block =>
            {
                TarBuilder.Put(block, 108, 8, [0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE]);
                TarBuilder.Put(block, 116, 8, [0x80, 0, 0, 0, 0, 0, 1, 0]);
                TarBuilder.Put(block, 136, 12, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]);
            },
        }).ToArray();
        Assert.Equal("RegularFile a 644 4294967294:256 0 -2.000000000", Assert.Single(Lines(tar)));
    }

    [Fact]
    public void Checksums_may_be_of_signed_bytes()
    {
        byte[] tar = new TarBuilder().File(new byte[] { 0xE4, 0xF6 }, []).ToArray();
        int sum = Convert.ToInt32(Encoding.ASCII.GetString(tar, 148, 6), 8);
        TarBuilder.Put(tar, 148, 8, Encoding.ASCII.GetBytes(Convert.ToString(sum - 512, 8) + "\0 "));
        Assert.StartsWith("RegularFile \u00E4\u00F6 ", Assert.Single(Lines(tar)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(10240)]
    [InlineData(700_001)]
    public void A_tar_may_end_without_an_end_marker_or_with_bytes_after_it(int zeros)
    {
        byte[] tar = new TarBuilder().File("a", "abc").Raw(new byte[zeros]).ToArray();
        Assert.Single(Lines(tar));
        Assert.Empty(Lines(new byte[zeros]));
        Assert.Single(Lines([.. tar, .. new byte[zeros > 512 ? 0 : 1024], .. "anything"u8]));
    }

    [Fact]
    public void The_padding_of_the_last_file_may_be_missing()
    {
        byte[] tar = new TarBuilder().File("a", "abc").ToArray();
        for (int length = 515; length < tar.Length; length++)
        {
            Assert.Single(Lines(tar[..length]));
        }
    }

    [Fact]
    public void Skipped_payloads_reach_the_sink()
    {
        byte[] tar = new TarBuilder().File("a", new byte[300_000]).File("b", "b").End().ToArray();
        var reader = new TarReader(new MemoryStream(tar));
        Assert.Equal("a"u8.ToArray(), reader.ReadEntry()!.Name.ToArray());
        Assert.Equal(10, reader.ReadPayload(new byte[10]));
        Assert.Equal("b"u8.ToArray(), reader.ReadEntry()!.Name.ToArray());
        Assert.Null(reader.ReadEntry());
        Assert.Null(reader.ReadEntry());
    }

    [Fact]
    public void Payload_reads_fill_the_span()
    {
        byte[] content = new byte[2_000_000];
        new Random(3).NextBytes(content);
        byte[] tar = new TarBuilder().File("a", content).File("b", "bb").End().ToArray();
        var reader = new TarReader(new TrickleStream(tar, 1000));
        reader.ReadEntry();
        byte[] buffer = new byte[1_500_000];
        Assert.Equal(buffer.Length, reader.ReadPayload(buffer));
        Assert.Equal(content[..buffer.Length], buffer);
        Assert.Equal(500_000, reader.ReadPayload(buffer));
        Assert.Equal(content[1_500_000..], buffer[..500_000]);
        Assert.Equal(0, reader.ReadPayload(buffer));
        reader.ReadEntry();
        Assert.Equal(2, reader.ReadPayload(buffer));
    }

    // Reads in many ways, which have to agree, and checks that the sink sees the tar as it is.
    private static List<string> Lines(byte[] tar)
    {
        TarListing whole = TarListing.Read(tar);
        Assert.Equal(tar, whole.Seen.ToArray());
        TarListing trickled = TarListing.Read(tar, piece: 7, payloadRead: 13);
        Assert.Equal(tar, trickled.Seen.ToArray());
        Assert.Equal(whole.Lines, trickled.Lines);
        Assert.Equal(whole.Contents, trickled.Contents);
        return whole.Lines;
    }
}
