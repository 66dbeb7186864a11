using System.Text;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.Tar;

public sealed class HostileTarTests
{
    private static readonly byte[] Specimen = new TarBuilder()
        .Directory("d/")
        .File("d/a", "content", new() { Uid = 5_000_000, Mtime = "-1.5", Xattrs = [("user.x", [0, 1, 2])] })
        .GnuLongName(Encoding.ASCII.GetBytes(new string('n', 600)))
        .File("n", "x", new() { Magic = "ustar  \0" })
        .Pax(("GNU.sparse.major", "1"u8.ToArray()), ("GNU.sparse.minor", "0"u8.ToArray()), ("GNU.sparse.realsize", "100"u8.ToArray()))
        .File("s", [.. "1\n10\n3\n"u8, .. new byte[505], .. "abc"u8])
        .GlobalPax(("comment", "c"u8.ToArray()))
        .Symlink("l", "t")
        .End().ToArray();

    public static TheoryData<string, Action<byte[]>, string> BadFields => new()
    {
        { "checksum", block => block[148] ^= 1, "checksum" },
        { "no checksum", block => TarBuilder.Put(block, 148, 8, "garbage!"u8), "checksum" },
        { "mode", block => SetField(block, 100, "0o644"), "malformed number" },
        { "uid", block => SetField(block, 108, "9"), "malformed number" },
        { "uid -1", block => SetBytes(block, 108, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "user id -1" },
        { "uid 2^32-1", block => SetBytes(block, 108, [0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]), "user id 4294967295" },
        { "gid 2^48", block => SetBytes(block, 116, [0x80, 1, 0, 0, 0, 0, 0, 0]), "group id 281474976710656" },
        { "size", block => SetField(block, 124, "1 2"), "malformed number" },
        { "size -1", block => SetBytes(block, 124, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "size -1 is negative" },
        { "size over 2^63", block => SetBytes(block, 124, [0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]), "malformed number" },
        { "size over 2^64", block => SetBytes(block, 124, [0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "malformed number" },
        { "size 2^63-1", block => SetBytes(block, 124, [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "stream ends" },
        { "mtime", block => SetField(block, 136, "now"), "malformed number" },
        { "device", block => SetField(block, 329, "x"), "malformed number" },
        { "type", block => SetBytes(block, 156, "V"u8), "its type \"V\"" },
        { "type X", block => SetBytes(block, 156, [0xFF]), "its type \"\\xFF\"" },
        { "device -1", block => { SetBytes(block, 156, "3"u8); SetBytes(block, 329, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]); }, "device number -1:0" },
    };

    public static TheoryData<string, string> BadRecords => new()
    {
        { "uid", "4294967295" },
        { "uid", "-1" },
        { "uid", "99999999999999999999" },
        { "uid", " 1" },
        { "gid", "1x" },
        { "size", "-1" },
        { "size", "9223372036854775808" },
        { "mtime", "x" },
        { "mtime", ".5" },
        { "mtime", "1.-5" },
        { "mtime", "1.5.5" },
        { "mtime", "9223372036854775808" },
        { "mtime", "-9223372036854775808.1" },
        { "path", "a\0b" },
        { "linkpath", "\0" },
        { "SCHILY.xattr.", "x" },
        { "LIBARCHIVE.xattr.user.a", "*" },
        { "LIBARCHIVE.xattr.user.%4", "AA" },
        { "LIBARCHIVE.xattr.user.%zz", "AA" },
        { "LIBARCHIVE.xattr.user.%00", "AA" },
        { "GNU.sparse.numbytes", "1" },
        { "GNU.sparse.offset", "1" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void Bad_fields_are_named_errors(string what, Action<byte[]> edit, string message)
    {
        Assert.NotEmpty(what);
        byte[] tar = new TarBuilder().File("name", "").End().ToArray();
        edit(tar);
        string error = Assert.Throws<InvalidDataException>(() => TarListing.Read(tar)).Message;
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Matches("^tar (header at byte 0|entry \"name\"): ", error);
    }

    [Theory]
    [MemberData(nameof(BadRecords))]
    public void Bad_pax_records_are_errors(string key, string value)
    {
        byte[] tar = new TarBuilder().Pax((key, Encoding.Latin1.GetBytes(value))).File("name", "").End().ToArray();
        Assert.Throws<InvalidDataException>(() => TarListing.Read(tar));
    }

    [Theory]
    [InlineData("")]
    [InlineData("6 a=b")]
    [InlineData("5 a=b\n")]
    [InlineData("7 a=b\n")]
    [InlineData("6 a=bX")]
    [InlineData("6 abc\n")]
    [InlineData("5 =b\n")]
    [InlineData("x a=b\n")]
    [InlineData("-6 a=b\n")]
    [InlineData(" 6 a=b\n")]
    [InlineData("99999999999999999999 a=b\n")]
    [InlineData("00000000000000000000000000000000006 a=b\n")]
    [InlineData("0000000007 a=b\n")]
    [InlineData("6 a=b\n\0\0")]
    public void Malformed_pax_headers_are_errors(string payload)
    {
        byte[] tar = new TarBuilder().Extension('x', "x", Encoding.ASCII.GetBytes(payload)).File("name", "").End().ToArray();
        if (payload.Length == 0)
        {
            Assert.Single(TarListing.Read(tar).Lines);
            return;
        }

        Assert.Contains("PAX header", Assert.Throws<InvalidDataException>(() => TarListing.Read(tar)).Message, StringComparison.Ordinal);
        byte[] global = new TarBuilder().Extension('g', "g", Encoding.ASCII.GetBytes(payload)).File("name", "").End().ToArray();
        Assert.Throws<InvalidDataException>(() => TarListing.Read(global));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public void Extensions_are_bounded(char type)
    {
        byte[] most = new byte[1 << 20];
        byte[] record = TarBuilder.PaxPayload(("comment", new byte[most.Length - 17]));
        byte[] payload = type is 'x' or 'g' ? record : most;
        Assert.Equal(most.Length, payload.Length);
        Assert.Single(TarListing.Read(new TarBuilder().Extension(type, "m", payload).File("a", "").ToArray()).Lines);
        byte[] tar = new TarBuilder().Extension(type, "m", [.. payload, 0]).File("a", "").ToArray();
        Assert.Contains("1048576 is the most", Assert.Throws<InvalidDataException>(() => TarListing.Read(tar)).Message, StringComparison.Ordinal);
        byte[] claimed = new TarBuilder().Header(type, "m"u8.ToArray(), [], 8_000_000_000, new()).ToArray();
        Assert.Throws<InvalidDataException>(() => TarListing.Read(claimed));
    }

    [Fact]
    public void Garbage_is_an_error()
    {
        byte[] garbage = new byte[5000];
        new Random(4).NextBytes(garbage);
        Assert.Equal("tar header at byte 0: a wrong checksum", Assert.Throws<InvalidDataException>(() => TarListing.Read(garbage)).Message);
        Assert.Throws<InvalidDataException>(() => TarListing.Read("short"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => TarListing.Read([.. new byte[512], .. Specimen]));
    }

    [Fact]
    public void Truncation_at_any_byte_is_an_error_but_between_entries()
    {
        TarListing whole = TarListing.Read(Specimen);
        int accepted = 0;
        for (int length = 1; length < Specimen.Length - 1024; length++)
        {
            try
            {
                TarListing part = TarListing.Read(Specimen[..length]);
                Assert.True(whole.Lines.Take(part.Lines.Count).SequenceEqual(part.Lines));
                Assert.Equal(whole.Contents.Take(part.Contents.Count), part.Contents);
                accepted += length % 512 == 0 ? 0 : 1;
            }
            catch (InvalidDataException)
            {
                // Which is what it should be nearly everywhere.
            }
        }

        // Within the padding after payloads alone: what Go's archive/tar takes for the end.
        Assert.InRange(accepted, 1, 8 * 512);
    }

    [Fact]
    public void Long_names_in_errors_are_cut_and_escaped()
    {
        byte[] name = [.. "\n\"\\é"u8, 0xFF, .. new byte[5000].Select(_ => (byte)'n')];
        byte[] tar = new TarBuilder().Pax(("path", name), ("uid", "-1"u8.ToArray())).File("a", "").ToArray();
        string error = Assert.Throws<InvalidDataException>(() => TarListing.Read(tar)).Message;
        Assert.StartsWith("tar entry \"\\x0A\\x22\\x5Cé\\xFFnnn", error, StringComparison.Ordinal);
        Assert.InRange(error.Length, 100, 500);
    }

    [Fact]
    public void Mutations_give_entries_or_an_error_and_nothing_else()
    {
        var random = new Random(20240901);
        for (int i = 0; i < 4000; i++)
        {
            byte[] tar = Mutate(Specimen, random);
            try
            {
                TarListing listing = TarListing.Read(tar, piece: 1 << 20);
                Assert.Equal(tar, listing.Seen.ToArray());
            }
            catch (InvalidDataException)
            {
                // The only error that bad bytes may give.
            }
        }
    }

    private static byte[] Mutate(byte[] specimen, Random random)
    {
        byte[] tar = [.. specimen];
        for (int count = random.Next(1, 6); count > 0; count--)
        {
            tar[random.Next(tar.Length - 1024)] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)('0' + random.Next(10)),
                _ => 0,
            };
        }

        // Most mutations would stop at the checksum.
        for (int offset = 0; offset < tar.Length; offset += 512)
        {
            if (tar.AsSpan(offset + 257, 5).SequenceEqual("ustar"u8))
            {
                byte[] block = tar[offset..(offset + 512)];
                TarBuilder.PutChecksum(block);
                block.CopyTo(tar, offset);
            }
        }

        return random.Next(4) == 0 ? tar[..random.Next(tar.Length)] : tar;
    }

    private static void SetField(byte[] block, int offset, string value) => SetBytes(block, offset, [.. Encoding.ASCII.GetBytes(value), 0]);

    private static void SetBytes(byte[] tar, int offset, ReadOnlySpan<byte> value)
    {
        byte[] block = tar[..512];
        value.CopyTo(block.AsSpan(offset));
        TarBuilder.PutChecksum(block);
        block.CopyTo(tar, 0);
    }
}
