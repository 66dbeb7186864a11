using System.Text;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Tests.Layers.Tar;

/// <summary>What is written is read back the same, by our reader and by GNU tar.</summary>
public sealed class TarStreamTests
{
    private static readonly TarEntryDescription Plain = new()
    {
        Type = TarEntryType.RegularFile, Name = "file"u8.ToArray(), Mode = 0x1A4, Uid = 1, Gid = 2, MtimeSeconds = 1_700_000_000,
    };

    [Fact]
    public void All_types_come_back()
    {
        byte[] tar = Write(
            new(Plain with { Type = TarEntryType.Directory, Name = "dir/"u8.ToArray(), Mode = 0x3ED }),
            File(Plain with { Name = "dir/file"u8.ToArray() }, "content"u8.ToArray()),
            new(Plain with { Type = TarEntryType.HardLink, Name = "hard"u8.ToArray(), LinkName = "dir/file"u8.ToArray() }),
            new(Plain with { Type = TarEntryType.SymbolicLink, Name = "soft"u8.ToArray(), LinkName = "/anywhere"u8.ToArray() }),
            new(Plain with { Type = TarEntryType.CharacterDevice, Name = "char"u8.ToArray(), DeviceMajor = 511, DeviceMinor = 1048575 }),
            new(Plain with { Type = TarEntryType.BlockDevice, Name = "block"u8.ToArray(), DeviceMajor = 7, DeviceMinor = 200 }),
            new(Plain with { Type = TarEntryType.Fifo, Name = "fifo"u8.ToArray() }));
        var listing = TarListing.Read(tar);
        Assert.Equal(
            [
                "Directory dir/ 1755 1:2 0 1700000000.000000000",
                "RegularFile dir/file 644 1:2 7 1700000000.000000000",
                "HardLink hard -> dir/file 644 1:2 0 1700000000.000000000",
                "SymbolicLink soft -> /anywhere 644 1:2 0 1700000000.000000000",
                "CharacterDevice char 644 1:2 0 1700000000.000000000 511,1048575",
                "BlockDevice block 644 1:2 0 1700000000.000000000 7,200",
                "Fifo fifo 644 1:2 0 1700000000.000000000",
            ],
            listing.Lines);
        Assert.Equal("content"u8.ToArray(), listing.Contents[1]);
        Assert.Equal(tar, listing.Seen.ToArray());
        Assert.Equal(7 * 512 + 512 + 1024, tar.Length);
    }

    [Theory]
    [InlineData(0L, 0u, "0.000000000")]
    [InlineData(0L, 1u, "0.000000001")]
    [InlineData(1L, 500_000_000u, "1.500000000")]
    [InlineData(-1L, 0u, "-1.000000000")]
    [InlineData(-1L, 500_000_000u, "-1.500000000")]
    [InlineData(-2L, 999_999_999u, "-2.999999999")]
    [InlineData(8_589_934_591L, 0u, "8589934591.000000000")]
    [InlineData(8_589_934_592L, 7u, "8589934592.000000007")]
    public void Times_come_back_with_all_their_digits(long seconds, uint nanoseconds, string expected)
    {
        byte[] tar = Write(new TarStreamEntry(Plain with { MtimeSeconds = seconds, MtimeNanoseconds = nanoseconds }));
        Assert.Equal([$"RegularFile file 644 1:2 0 {expected}"], TarListing.Read(tar).Lines);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(155)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(4095)]
    public void Names_of_every_length_come_back(int length)
    {
        foreach (int part in (int[])[1, 50, 99, 100, 101, 155, 255])
        {
            byte[] name = [.. Enumerable.Range(1, length).Select(i => (byte)(i % (part + 1) == 0 && i < length ? '/' : 'n'))];
            byte[] tar = Write(new TarStreamEntry(Plain with { Name = name }), new TarStreamEntry(Plain with
            {
                Type = TarEntryType.SymbolicLink, Name = "link"u8.ToArray(), LinkName = name,
            }));
            string text = Encoding.Latin1.GetString(name);
            Assert.Equal(
                [$"RegularFile {text} 644 1:2 0 1700000000.000000000", $"SymbolicLink link -> {text} 644 1:2 0 1700000000.000000000"],
                TarListing.Read(tar).Lines);
        }
    }

    [Fact]
    public void Names_that_are_not_UTF_8_come_back_and_say_so_where_PAX_holds_them()
    {
        byte[] name = [.. Enumerable.Repeat((byte)0xFF, 200)];
        byte[] tar = Write(new(Plain with { Name = name.AsMemory(0, 20) }), new(Plain with { Name = name }));
        var lines = TarListing.Read(tar).Lines;
        Assert.StartsWith($"RegularFile {new string('\xff', 20)} ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"RegularFile {new string('\xff', 200)} ", lines[1], StringComparison.Ordinal);
        Assert.Contains("21 hdrcharset=BINARY\n", Encoding.Latin1.GetString(tar), StringComparison.Ordinal);
    }

    [Fact]
    public void Owners_and_attributes_beyond_a_header_block_come_back()
    {
        byte[] value = [0, 1, (byte)'\n', (byte)'=', 255];
        byte[] tar = Write(new TarStreamEntry(Plain with
        {
            Uid = 4294967294,
            Gid = 2097152,
            Xattrs = [new("user.binary"u8.ToArray(), value), new("security.capability"u8.ToArray(), [])],
        }));
        Assert.Equal(
            [$"RegularFile file 644 4294967294:2097152 0 1700000000.000000000 user.binary={Convert.ToHexString(value)} security.capability="],
            TarListing.Read(tar).Lines);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(82)]
    [InlineData(83)]
    [InlineData(980)]
    [InlineData(981)]
    [InlineData(982)]
    public void The_length_of_a_record_counts_its_own_digits(int size)
    {
        byte[] tar = Write(new TarStreamEntry(Plain with { Xattrs = [new("a"u8.ToArray(), new byte[size])] }));
        Assert.EndsWith($" a={new string('0', 2 * size)}", TarListing.Read(tar).Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void It_may_be_read_in_pieces_of_any_size()
    {
        TarStreamEntry[] Entries() => [File(Plain with { MtimeNanoseconds = 5 }, new byte[1000]), File(Plain, new byte[512])];
        byte[] whole = Write(Entries());
        foreach (int piece in (int[])[1, 7, 511, 513])
        {
            using var tar = new TarStream(Entries());
            var read = new MemoryStream();
            byte[] buffer = new byte[piece];
            for (int count = tar.Read(buffer); count > 0; count = tar.Read(buffer))
            {
                read.Write(buffer, 0, count);
            }

            Assert.Equal(whole, read.ToArray());
        }
    }

    [Fact]
    public void A_file_larger_than_octal_holds_says_its_size_by_a_record()
    {
        using var tar = new TarStream([new TarStreamEntry(Plain with { Size = 1L << 33 }, Stream.Null)]);
        byte[] headers = new byte[3 * 512];
        tar.ReadExactly(headers.AsSpan(0, 2 * 512));
        Assert.Contains("19 size=8589934592\n", Encoding.Latin1.GetString(headers), StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_tar_can_hold_is_refused_by_name()
    {
        Assert.Contains("NUL", Assert.Throws<InvalidDataException>(() => Write(new TarStreamEntry(Plain with { Name = new byte[] { 65, 0 } }))).Message, StringComparison.Ordinal);
        Assert.Contains("no name", Assert.Throws<InvalidDataException>(() => Write(new TarStreamEntry(Plain with { Name = default }))).Message, StringComparison.Ordinal);
        var attribute = Plain with { Xattrs = [new("user.a=b"u8.ToArray(), [])] };
        Assert.Contains("user.a=b", Assert.Throws<InvalidDataException>(() => Write(new TarStreamEntry(attribute))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_content_that_ends_too_early_is_an_error_that_names_the_file()
    {
        var error = Assert.Throws<InvalidDataException>(() => Write(new TarStreamEntry(Plain with { Size = 10 }, new MemoryStream(new byte[4]))));
        Assert.Equal("tar entry \"file\": its content ends 6 bytes before its 10", error.Message);
    }

    private static TarStreamEntry File(TarEntryDescription entry, byte[] content) =>
        new(entry with { Size = content.Length }, new MemoryStream(content));

    private static byte[] Write(params TarStreamEntry[] entries)
    {
        using var tar = new TarStream(entries);
        var bytes = new MemoryStream();
        tar.CopyTo(bytes);
        return bytes.ToArray();
    }
}
