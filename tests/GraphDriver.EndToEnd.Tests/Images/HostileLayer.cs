using System.IO.Compression;
using GraphDriver.Testing;
using static GraphDriver.Testing.TarBuilder;

namespace GraphDriver.EndToEnd.Tests.Images;

/// <summary>Layers that mean harm or are broken, by the name of what is wrong with them.</summary>
public static class HostileLayer
{
    /// <summary>What a redirect to an object looks like in the merged tree.</summary>
    private const string Captured = "5b/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";

    private static readonly Dictionary<string, Action<OciLayout>> Kinds = new(StringComparer.Ordinal)
    {
        ["wrong digest"] = layout => layout.Blob(Gzip(Good()), OciLayout.Digest(Good()), digest: OciLayout.Digest(Bytes("something else"))),
        ["wrong DiffID"] = layout => layout.Blob(Gzip(Good()), OciLayout.Digest(Bytes("something else"))),
        ["size too small"] = layout => layout.Blob(Gzip(Good()), OciLayout.Digest(Good()), size: Gzip(Good()).Length - 1),
        ["size too large"] = layout => layout.Blob(Gzip(Good()), OciLayout.Digest(Good()), size: Gzip(Good()).Length + 1),
        ["truncated gzip"] = layout => layout.Blob(Gzip(Good())[..^20], OciLayout.Digest(Good())),
        ["truncated tar"] = layout => Tar(layout, Good()[..700]),
        ["garbage instead of a tar"] = layout => Tar(layout, Enumerable.Range(0, 100_000).Select(number => (byte)(number * 31 >> 3 | 1)).ToArray()),
        ["garbage instead of gzip"] = layout => layout.Blob([0x1F, 0x8B, 8, 0, .. Enumerable.Repeat((byte)0xEE, 5000)], OciLayout.Digest(Good())),
        ["a bad header checksum"] = layout => Tar(layout, Corrupted()),
        ["an empty name"] = layout => Tar(layout, File("", "x")),
        ["../ in a name"] = layout => Tar(layout, File("../escaped", "x")),
        ["../ inside a name"] = layout => Tar(layout, File("folder/../../escaped", "x")),
        ["a symlink used as a directory"] = layout => Tar(layout, new TarBuilder().Symlink("etc", "/tmp").File("etc/escaped", "x")),
        ["a relative symlink used as a directory"] = layout => Tar(layout, new TarBuilder().Symlink("a", "../../../../tmp").File("a/escaped", "x")),
        ["a file used as a directory"] = layout => Tar(layout, new TarBuilder().File("a", "file").File("a/b", "x")),
        ["a hard link to outside"] = layout => Tar(layout, new TarBuilder().HardLink("passwd", "../../../../../etc/passwd")),
        ["a hard link to nothing"] = layout => Tar(layout, new TarBuilder().HardLink("a", "b")),
        ["a hard link through a symlink"] = layout => Tar(layout, new TarBuilder().Symlink("etc", "/etc").HardLink("passwd", "etc/passwd")),
        ["a hard link to a directory"] = layout => Tar(layout, new TarBuilder().Directory("a/").HardLink("b", "a")),
        ["a hard link loop"] = layout => Tar(layout, new TarBuilder().HardLink("a", "b").HardLink("b", "a")),
        ["a file where a redirect looks"] = layout => Tar(layout, File(Captured, "captured")),
        ["a symlink where a redirect looks"] = layout => Tar(layout, new TarBuilder().Symlink(Captured, "/etc/passwd")),
        ["a path over 4096 bytes"] = layout => Tar(layout, File(string.Join('/', Enumerable.Repeat(new string('p', 200), 21)), "x")),
        ["a name over 255 bytes"] = layout => Tar(layout, File(new string('n', 256), "x")),
        ["a NUL in a name"] = layout => Tar(layout, new TarBuilder().Pax(("path", Bytes("a\0b"))).File("a", "x")),
        ["a payload of a negative size"] = layout => Tar(layout, new TarBuilder().Pax(("size", Bytes("-1"))).File("a", "x")),
        ["an endless PAX header"] = layout => Tar(layout, new TarBuilder().Header('x', Bytes("x"), [], (8L << 30) - 1, new Attributes()).Raw(new byte[4096])),
        ["a sparse map beyond the file"] = layout => Tar(layout, Sparse("1\n4096\n512\n", "1024")),
        ["an owner over 32 bits"] = layout => Tar(layout, new TarBuilder().File("a", "x", new Attributes { Uid = 1L << 33 })),
    };

    public static IEnumerable<string> Names => Kinds.Keys;

    /// <summary>Adds the layer to an image.</summary>
    public static void AddTo(OciLayout layout, string name) => Kinds[name](layout);

    private static byte[] Good() => new TarBuilder().Directory("good/").File("good/file", new string('g', 30_000)).End().ToArray();

    private static TarBuilder File(string name, string content) => new TarBuilder().Directory("fine/").File("fine/first", "a good file first").File(name, content);

    private static byte[] Corrupted()
    {
        byte[] tar = Good();
        tar[512 + 130] ^= 1;
        return tar;
    }

    private static TarBuilder Sparse(string map, string realSize)
    {
        byte[] block = new byte[512];
        Bytes(map).CopyTo(block, 0);
        return new TarBuilder()
            .Pax(("GNU.sparse.major", Bytes("1")), ("GNU.sparse.minor", Bytes("0")), ("GNU.sparse.name", Bytes("a")), ("GNU.sparse.realsize", Bytes(realSize)))
            .Header('0', Bytes("a"), [], 1024, new Attributes())
            .Raw(block).Raw(new byte[512]);
    }

    private static void Tar(OciLayout layout, TarBuilder tar) => layout.Layer(tar.End().ToArray());

    private static void Tar(OciLayout layout, byte[] tar) => layout.Layer(tar);

    private static byte[] Gzip(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
