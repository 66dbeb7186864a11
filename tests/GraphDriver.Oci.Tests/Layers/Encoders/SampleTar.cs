using System.Text;
using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.Encoders;

/// <summary>A tar of some megabytes with what a layer may hold and a table of contents can carry.</summary>
internal static class SampleTar
{
    /// <summary>The tar, with more zeros after its end than it needs.</summary>
    public static byte[] Bytes { get; } = Make();

    public static byte[] Zeros(int count) => new byte[count];

    /// <summary>Bytes that compress about as those of programs do.</summary>
    public static byte[] Content(int seed, int length)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(random.Next(6) * 11);
        }

        return bytes;
    }

    /// <summary>Content, so many zeros, content.</summary>
    public static byte[] WithHole(int seed, int before, int zeros, int after) =>
        [.. NonZero(Content(seed, before)), .. new byte[zeros], .. NonZero(Content(seed + 1, after))];

    private static byte[] NonZero(byte[] bytes) => [.. bytes.Select(value => value == 0 ? (byte)1 : value)];

    private static byte[] Make()
    {
        var tar = new TarBuilder()
            .Directory("./")
            .Directory("usr/", new() { Mode = 0x5ED, Uid = 7, Gid = 8, Mtime = "12345.678901234" })
            .File("usr/empty", "")
            .File("usr/one", "1", new() { Mode = 0x9ED })
            .File("usr/chunks", Content(1, 1_300_000))
            .File("usr/long-chunk", Encoding.ASCII.GetBytes(new string('x', 5_000_000)))
            .File("usr/hole-first", [.. new byte[5000], .. "end"u8])
            .File("usr/hole-last", [.. "begin"u8, .. new byte[5000]])
            .File("usr/hole-alone", new byte[3_000_000])
            .File("usr/hole-between", WithHole(2, 200_000, 70_000, 200_000))
            .File("usr/almost-a-hole", WithHole(4, 100, 1023, 100))
            .File("usr/just-a-hole", WithHole(6, 100, 1024, 100))
            .File("usr/" + new string('n', 150) + "/" + new string('m', 100), "a long name")
            .File("ünïcode <&> \"quoted\" \\ \u2028\t", "odd name", new() { Uid = 5_000_000, Gid = uint.MaxValue - 1, Mtime = "-1.5" })
            .File("xattrs", "x", new() { Xattrs = [("user.z", []), ("user.a", [0, 1, 0xFF]), ("security.capability", new byte[20])] })
            .File("file-type-in-mode", "m", new() { Mode = 0x81A4 })
            .HardLink("linked", "usr/one")
            .Symlink("symbolic", "/somewhere/" + new string('s', 200))
            .CharacterDevice("null", 1, 3)
            .BlockDevice("sda", 8, 0)
            .Fifo("pipe")
            .File("usr/.wh.gone", "")
            .Directory("usr/opaque/")
            .File("usr/opaque/.wh..wh..opq", "");
        for (int i = 0; i < 300; i++)
        {
            tar.File($"usr/small/{i}", Content(100 + i, i * 37));
        }

        return tar.Pax(("atime", "1.25"u8.ToArray()), ("ctime", "2"u8.ToArray()), ("mtime", "3.000000001"u8.ToArray())).File("times", "t").End().Raw(new byte[3 << 20]).ToArray();
    }
}
