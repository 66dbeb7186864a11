using System.Globalization;
using System.Text;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.Tar;

public sealed class SparseTests
{
    private static readonly (string Key, byte[] Value) Major1 = ("GNU.sparse.major", "1"u8.ToArray());
    private static readonly (string Key, byte[] Value) Minor0 = ("GNU.sparse.minor", "0"u8.ToArray());
    private static readonly (string Key, byte[] Value) RealSize = ("GNU.sparse.realsize", "100"u8.ToArray());

    [Fact]
    public void Old_gnu_maps_may_go_on_in_more_blocks()
    {
        (long Offset, long Length)[] segments = [.. Enumerable.Range(0, 30).Select(i => (i * 1000L, 2L)), (100_000, 0)];
        string line = Read(OldGnu(segments, 100_000));
        Assert.StartsWith("RegularFile s 644 0:0 100000 0.000000000 [0+2] [1000+2]", line, StringComparison.Ordinal);
        Assert.EndsWith(" [29000+2]", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_without_segments_is_a_hole()
    {
        byte[] tar = OldGnu([], 1L << 40);
        Assert.Equal("RegularFile s 644 0:0 1099511627776 0.000000000", Read(tar));
    }

    [Fact]
    public void Pax_0_0_gives_each_number_a_record()
    {
        byte[] tar = Pax("abcd", [Record("size", "100"), Record("numblocks", "2"), Record("offset", "10"), Record("numbytes", "3"), Record("offset", "20"), Record("numbytes", "1")]);
        Assert.Equal("RegularFile s 644 0:0 100 0.000000000 [10+3] [20+1]", Read(tar));
    }

    [Fact]
    public void Pax_0_1_gives_the_map_one_record()
    {
        byte[] tar = Pax("abcd", [Record("size", "100"), Record("numblocks", "2"), Record("name", "true name"), Record("map", "10,3,20,1")]);
        Assert.Equal("RegularFile true name 644 0:0 100 0.000000000 [10+3] [20+1]", Read(tar));
    }

    [Fact]
    public void Pax_1_0_has_the_map_before_the_data()
    {
        Assert.Equal("RegularFile s 644 0:0 100 0.000000000 [10+3] [20+1]", Read(Pax10("2\n10\n3\n20\n1\n", "abcd")));
        Assert.Equal("RegularFile s 644 0:0 100 0.000000000", Read(Pax10("1\n100\n0\n", "")));
    }

    [Fact]
    public void Pax_1_0_maps_may_span_blocks()
    {
        var map = new StringBuilder("200\n");
        for (int i = 0; i < 200; i++)
        {
            map.Append(CultureInfo.InvariantCulture, $"{i * 1_000_000_000L}\n1\n");
        }

        string line = Read(Pax10(map.ToString(), new string('x', 200), size: "200000000000"));
        Assert.EndsWith(" [198000000000+1] [199000000000+1]", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2\n10\n3\n12\n1\n", "overlap")]
    [InlineData("2\n20\n3\n10\n1\n", "out of order")]
    [InlineData("1\n97\n4\n", "beyond its size")]
    [InlineData("1\n-1\n4\n", "out of range")]
    [InlineData("1\n1\n-4\n", "out of range")]
    [InlineData("1\n9223372036854775807\n4\n", "out of range")]
    [InlineData("1\n10\n3\n", "names 3 stored bytes and it has 4")]
    [InlineData("1\n10\n5\n", "names 5 stored bytes and it has 4")]
    [InlineData("-1\n", "count out of range")]
    [InlineData("1048577\n", "count out of range")]
    [InlineData("9223372036854775807\n", "count out of range")]
    [InlineData("x\n", "malformed number")]
    [InlineData("\n", "malformed number")]
    [InlineData("123456789012345678901234567890\n", "malformed number")]
    [InlineData("1\n10\n", "malformed number")]
    public void Bad_maps_name_the_entry(string map, string message)
    {
        string error = Assert.Throws<InvalidDataException>(() => Read(Pax10(map, "abcd"))).Message;
        Assert.StartsWith("tar entry \"s\": its sparse map", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "map=10,3,20")]
    [InlineData("2", "map=10,3")]
    [InlineData("1", "map=10,3,")]
    [InlineData("1", "map=10,x")]
    [InlineData("", "map=10,3")]
    [InlineData("1", "map=")]
    public void Bad_pax_0_1_maps_are_errors(string count, string record)
    {
        byte[] tar = Pax("abc", [Record("size", "100"), Record("numblocks", count), Record("major", "0"), Record("minor", "1"), Record("map", record[4..])]);
        Assert.Contains("\"s\": its sparse map", Assert.Throws<InvalidDataException>(() => Read(tar)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_gnu_maps_that_do_not_fit_are_errors()
    {
        Assert.Throws<InvalidDataException>(() => Read(OldGnu([(0, 5), (3, 5)], 100)));
        Assert.Throws<InvalidDataException>(() => Read(OldGnu([(0, 5)], 4)));
        Assert.Throws<InvalidDataException>(() => Read(OldGnu([(0, 5)], 100, magic: "ustar\000")));
        Assert.Throws<InvalidDataException>(() => Read(OldGnu([(0, 5)], 100)[..514]));
    }

    [Fact]
    public void What_is_no_file_cannot_be_sparse()
    {
        byte[] tar = new TarBuilder().Pax(Major1, Minor0, RealSize).Directory("d").ToArray();
        Assert.Contains("no regular file", Assert.Throws<InvalidDataException>(() => Read(tar)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_versions_are_refused()
    {
        byte[] tar = new TarBuilder().Pax(Major1, ("GNU.sparse.minor", "1"u8.ToArray())).File("s", "").ToArray();
        Assert.Contains("unknown version", Assert.Throws<InvalidDataException>(() => Read(tar)).Message, StringComparison.Ordinal);
    }

    private static (string Key, byte[] Value) Record(string key, string value) => ("GNU.sparse." + key, TarBuilder.Bytes(value));

    private static byte[] Pax(string stored, (string Key, byte[] Value)[] records) => new TarBuilder()
        .Pax(records).File("s", stored).File("next", "n").End().ToArray();

    private static byte[] Pax10(string map, string stored, string size = "100")
    {
        byte[] lines = TarBuilder.Bytes(map.PadRight((map.Length + 511) / 512 * 512, '\0'));
        return new TarBuilder()
            .Pax(Major1, Minor0, ("GNU.sparse.name", "s"u8.ToArray()), ("GNU.sparse.realsize", TarBuilder.Bytes(size)))
            .File("GNUSparseFile.1/s", [.. lines, .. TarBuilder.Bytes(stored)]).File("next", "n").End().ToArray();
    }

    private static byte[] OldGnu((long Offset, long Length)[] segments, long size, string magic = "ustar  \0")
    {
        long stored = segments.Sum(segment => segment.Length);
        var attributes = new TarBuilder.Attributes
        {
            Magic = magic,
            Edit = block =>
            {
                Put(block, 386, segments.Take(4));
                block[482] = segments.Length > 4 ? (byte)1 : (byte)0;
                PutNumber(block, 483, size);
            },
        };
        TarBuilder builder = new TarBuilder().Header('S', TarBuilder.Bytes("s"), [], stored, attributes);
        for (int i = 4; i < segments.Length; i += 21)
        {
            byte[] block = new byte[512];
            Put(block, 0, segments.Skip(i).Take(21));
            block[504] = segments.Length > i + 21 ? (byte)1 : (byte)0;
            builder.Raw(block);
        }

        return builder.Raw(new byte[stored]).Pad().File("next", "n").End().ToArray();
    }

    private static void Put(byte[] block, int offset, IEnumerable<(long Offset, long Length)> segments)
    {
        foreach ((long start, long length) in segments)
        {
            PutNumber(block, offset, start);
            PutNumber(block, offset + 12, length);
            offset += 24;
        }
    }

    private static void PutNumber(byte[] block, int offset, long value)
    {
        if (value < 1L << 33)
        {
            TarBuilder.PutOctal(block, offset, 12, value);
            return;
        }

        block[offset] = 0x80;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(offset + 4), value);
    }

    // The line of the sparse file, when the file after it is found too.
    private static string Read(byte[] tar)
    {
        TarListing listing = TarListing.Read(tar, piece: 333);
        Assert.Equal(tar, listing.Seen.ToArray());
        Assert.StartsWith("RegularFile next ", listing.Lines[1], StringComparison.Ordinal);
        return listing.Lines[0];
    }
}
