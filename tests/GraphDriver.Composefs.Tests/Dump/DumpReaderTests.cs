using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Dump;

public class DumpReaderTests
{
    private const string Root = "/ 4096 40755 2 0 0 0 1.0 - - -\n";
    private const string File = "/f 0 100644 1 0 0 0 1.0 - - -\n";
    private const string Digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public void Fields_and_escapes_are_read()
    {
        var tree = Read(Root
            + $"/a\\x20b\\n\\xff 5 104755 7 1000 4294967294 0 -3.000000007 ab/cd - {Digest} user.x\\x3dy=\\x00=z user.e=\n"
            + "/inline 3 100600 1 0 0 0 1.1 - a\\\\b -\n"
            + "/dev 0 20644 1 0 0 4294967295 1.0 - - -\n"
            + "/link 1 120777 1 0 0 0 1.0 \\x2d - -");

        var file = Assert.IsType<RegularFileNode>(tree.Find("a b\n\xff".Select(c => (byte)c).ToArray()));
        Assert.Equal((5L, 0x89EDu, (uint?)7, 1000u, 4294967294u), (file.Size, file.Mode, file.LinkCount, file.Uid, file.Gid));
        Assert.Equal((-3L, 7u), (file.MtimeSeconds, file.MtimeNanoseconds));
        Assert.Equal("/ab/cd"u8, file.Redirect!);
        Assert.Equal(Digest, file.Verity.ToString());
        Assert.Equal("\0=z"u8, file.GetXattr("user.x=y"u8)!);
        Assert.Empty(file.GetXattr("user.e"u8)!);
        Assert.Equal("a\\b"u8, ((RegularFileNode)tree.Find("inline"u8)!).InlineContent!);
        var device = Assert.IsType<DeviceNode>(tree.Find("dev"u8));
        Assert.Equal((DeviceNode.MaxMajor, DeviceNode.MaxMinor), (device.Major, device.Minor));
        Assert.Equal("-"u8, ((SymlinkNode)tree.Find("link"u8)!).Target);
    }

    [Fact]
    public void Hard_links_may_come_before_their_target_and_lead_to_links()
    {
        var tree = Read(Root + "/a 0 @100644 9 0 0 0 0.0 /b - -\n" + "/b 0 @100644 9 0 0 0 0.0 /f - -\n" + File);
        Assert.Same(tree.Find("f"u8), tree.Find("a"u8));
        Assert.Same(tree.Find("f"u8), tree.Find("b"u8));
    }

    [Theory]
    [InlineData("", "there is no line for /")]
    [InlineData(File, "line 1: PATH")]
    [InlineData(Root + Root, "line 2: PATH")]
    [InlineData(Root + File + File, "line 3: PATH")]
    [InlineData("/ 0 100644 1 0 0 0 0.0 - - -\n", "line 1: MODE")]
    [InlineData(Root + "\n", "line 2: SIZE: the field is missing")]
    [InlineData(Root + "f 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + "/d/f 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + File + "/f/g 0 100644 1 0 0 0 0.0 - - -\n", "line 3: PATH")]
    [InlineData(Root + "/.. 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + "/f/ 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + "/a\\x00b 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + "/a\0b 0 100644 1 0 0 0 0.0 - - -\n", "line 2: byte 2")]
    [InlineData(Root + "/a\\q 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + "/a\\x1 0 100644 1 0 0 0 0.0 - - -\n", "line 2: PATH")]
    [InlineData(Root + "/f x 100644 1 0 0 0 0.0 - - -\n", "line 2: SIZE")]
    [InlineData(Root + "/f 99999999999999999999 100644 1 0 0 0 0.0 - - -\n", "line 2: SIZE")]
    [InlineData(Root + "/f 9007199254740993 100644 1 0 0 0 0.0 - - -\n", "line 2: SIZE")]
    [InlineData(Root + "/f 0 0644 1 0 0 0 0.0 - - -\n", "line 2: MODE")]
    [InlineData(Root + "/f 0 100648 1 0 0 0 0.0 - - -\n", "line 2: MODE")]
    [InlineData(Root + "/f 0 1100644 1 0 0 0 0.0 - - -\n", "line 2: MODE")]
    [InlineData(Root + "/f 0 100644 4294967296 0 0 0 0.0 - - -\n", "line 2: NLINK")]
    [InlineData(Root + "/f 0 100644 1 -1 0 0 0.0 - - -\n", "line 2: UID")]
    [InlineData(Root + "/f 0 100644 1 1 x 0 0.0 - - -\n", "line 2: GID")]
    [InlineData(Root + "/f 0 20644 1 1 1 4294967296 0.0 - - -\n", "line 2: RDEV")]
    [InlineData(Root + "/f 0 100644 1 0 0 0 0 - - -\n", "line 2: MTIME")]
    [InlineData(Root + "/f 0 100644 1 0 0 0 0.1000000000 - - -\n", "line 2: MTIME")]
    [InlineData(Root + "/f 0 100644 1 0 0 0 .0 - - -\n", "line 2: MTIME")]
    [InlineData(Root + "/f 0 120777 1 0 0 0 0.0 - - -\n", "line 2: PAYLOAD")]
    [InlineData(Root + "/f 2 100644 1 0 0 0 0.0 - a -\n", "line 2: CONTENT")]
    [InlineData(Root + "/f 1 100644 1 0 0 0 0.0 a - 00\n", "line 2: DIGEST")]
    [InlineData(Root + "/f 0 100644 1 0 0 0 0.0 - - - user.x\n", "line 2: xattr")]
    [InlineData(Root + "/f 0 100644 1 0 0 0 0.0 - - - =x\n", "line 2: xattr")]
    [InlineData(Root + "/f 0 100644 1 0 0 0 0.0 - - -  \n", "line 2: xattr")]
    [InlineData(Root + "/f 0 @100644 1 0 0 0 0.0 /g - -\n", "line 2: PAYLOAD")]
    [InlineData(Root + "/f 0 @100644 1 0 0 0 0.0 / - -\n", "line 2: PAYLOAD")]
    [InlineData(Root + "/f 0 @100644 1 0 0 0 0.0 /f - -\n", "line 2: PAYLOAD")]
    [InlineData(Root + "/f 0 @100644 1 0 0 0 0.0 /g - -\n/g 0 @100644 1 0 0 0 0.0 /f - -\n", "line 2: PAYLOAD")]
    [InlineData(Root + "/f 0 @40755 1 0 0 0 0.0 / - -\n", "line 2: MODE")]
    public void Malformed_dump_is_refused_by_line_and_field(string dump, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(dump)).Message);

    [Theory]
    [InlineData(Root + "/f 0 100644 1 0 0 0 0.0 - - -")]
    [InlineData(Root + "/l 7 120777 1 0 0 0 0.0 t - -\n")]
    [InlineData(Root + "/l 1 120777 1 0 0 0 0.0 t x -\n")]
    [InlineData(Root + "/f 0 100644 1 0 0 5 0.0 - - -\n")]
    public void Strict_reading_refuses_what_is_only_untidy(string dump)
    {
        Assert.NotNull(Read(dump));
        Assert.Throws<InvalidDataException>(() => Read(dump, new DumpOptions { Strict = true }));
    }

    [Fact]
    public void Lines_and_attributes_are_bounded()
    {
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => Read(Root + "/" + new string('a', 2 << 20))).Message);
        var xattrs = string.Concat(Enumerable.Range(0, 40).Select(i => $" user.{i}={new string('v', 1000)}"));
        Assert.Contains("xattr user.32", Assert.Throws<InvalidDataException>(() => Read(Root + File.TrimEnd() + xattrs)).Message);
    }

    [Fact]
    public void Long_chain_of_links_is_resolved()
    {
        const int Count = 20_000;
        var dump = new StringBuilder(Root + File.Replace("/f", "/0", StringComparison.Ordinal));
        for (var i = Count; i > 0; i--)
        {
            dump.Append($"/{i} 0 @100644 1 0 0 0 0.0 /{i - 1} - -\n");
        }

        var tree = Read(dump.ToString());
        Assert.Same(tree.Find("0"u8), tree.Find(Encoding.ASCII.GetBytes($"{Count}")));
    }

    private static FileTree Read(string dump, DumpOptions? options = null) =>
        DumpReader.Read(new MemoryStream(Encoding.Latin1.GetBytes(dump)), options);
}
