using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Tests;

/// <summary>Trees for tests.</summary>
internal static class SampleTrees
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static RegularFileNode File(long size, byte seed, uint mode = 0x1A4)
    {
        var file = new RegularFileNode { Size = size, Mode = mode, MtimeSeconds = 1_700_000_000, Verity = VerityDigest.FromBytes(Repeat(seed, 32)) };
        file.SetObject(Repeat((byte)(seed ^ 0x55), 32));
        return file;
    }

    /// <summary>A layer with everything that a layer can have, at the edges.</summary>
    public static FileTree Everything()
    {
        var tree = new FileTree();
        var root = tree.Root;
        root.MtimeSeconds = 1_600_000_000;
        AddFiles(root);
        AddSpecialFiles(root);
        AddDirectories(root);
        return tree;
    }

    public static DirectoryNode Directory(DirectoryNode parent, string name, uint mode = 0x1ED)
    {
        var directory = new DirectoryNode { Mode = mode, MtimeSeconds = 1_650_000_000 };
        parent.Add(Bytes(name), directory);
        return directory;
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static void AddFiles(DirectoryNode root)
    {
        root.Add("empty"u8, new RegularFileNode { Mode = 0x1A4, MtimeSeconds = -1, MtimeNanoseconds = 999_999_999 });
        root.Add("small"u8, File(1, 1));
        root.Add("same-content"u8, File(1, 1, 0x9ED));
        root.Add("block"u8, File(4096, 2));
        root.Add("large"u8, File(5L << 30, 3));
        root.Add("huge"u8, File(4L << 50, 4));
        var owned = File(100, 5, 0xDED);
        (owned.Uid, owned.Gid, owned.MtimeSeconds, owned.MtimeNanoseconds) = (uint.MaxValue - 1, uint.MaxValue - 1, 4294967297, 123_456_789);
        owned.SetXattr(Bytes("security.capability"), Bytes("\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"));
        owned.SetXattr(Bytes("user.comment"), Bytes("any\0bytes\xff"));
        owned.SetXattr(Bytes("user.empty"), []);
        owned.SetXattr(Bytes("trusted.overlay.redirect"), Bytes("/etc/shadow"));
        root.Add("caps"u8, owned);
        root.Add(Bytes("hard-link"), owned);
        root.Add(Bytes("\xff\xfenot-utf8\n"), File(7, 6));
        root.Add(Bytes(new string('n', 250)), File(8, 7));
        var large = File(9, 8);
        large.SetXattr(Bytes("user.large"), new byte[30_000]);
        root.Add("large-xattr"u8, large);
    }

    private static void AddSpecialFiles(DirectoryNode root)
    {
        root.Add("link"u8, new SymlinkNode(Bytes("small")) { Mode = 0x1FF });
        root.Add("long-link"u8, new SymlinkNode(Bytes(new string('x', 4095))) { Mode = 0x1FF });
        root.Add("fifo"u8, new FifoNode { Mode = 0x180 });
        root.Add("socket"u8, new SocketNode { Mode = 0x180 });
        root.Add("tty"u8, new DeviceNode(FileType.CharacterDevice, 5, 0) { Mode = 0x1B6 });
        root.Add("disk"u8, new DeviceNode(FileType.BlockDevice, DeviceNode.MaxMajor, DeviceNode.MaxMinor) { Mode = 0x1B0 });
        root.Add("gone"u8, DeviceNode.CreateWhiteout());
    }

    private static void AddDirectories(DirectoryNode root)
    {
        var opaque = Directory(root, "opaque");
        opaque.IsOpaque = true;
        opaque.Add("gone-too"u8, DeviceNode.CreateWhiteout());
        var carries = Directory(root, "carries-xattrs", 0x3FF);
        carries.SetXattr(Bytes("trusted.overlay.opaque"), Bytes("y"));
        carries.SetXattr(Bytes("trusted.overlay.overlay.x"), Bytes("1"));
        carries.SetXattr(Bytes("user.overlay.opaque"), Bytes("y"));
        carries.SetXattr(Bytes("trusted.other"), Bytes("2"));
        carries.Add("caps-again"u8, root.Find("caps"u8)!);
        var many = Directory(root, "many");
        for (var i = 0; i < 3000; i++)
        {
            many.Add(Bytes($"+file-{i * 7919 % 3000}"), File(i + 1, (byte)i));
        }

        var deep = root;
        for (var i = 0; i < 60; i++)
        {
            deep = Directory(deep, $"d{i}");
        }

        Directory(root, "ab").Add(Bytes("hidden-by-stubs"), File(3, 9));
    }
}
