using GraphDriver.Testing;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

/// <summary>A layer with one of each kind of file, chunks and zeros.</summary>
internal static class SampleTar
{
    public static byte[] Large { get; } = [.. Enumerable.Range(0, 250_000).Select(i => (byte)((i * 7919) >> 5))];

    public static byte[] Sparse { get; } = [.. Large[..100_000], .. new byte[200_000], .. Large[..1_000]];

    public static byte[] Bytes { get; } = new TarBuilder()
        .Directory("usr/")
        .File("usr/a", "hello", new() { Uid = 12, Gid = 70_000, Mtime = "1732460109.789012345", Mode = 0x9ED })
        .File("usr/empty", "")
        .File("usr/large", Large, new() { Xattrs = [("user.b", [0, 255]), ("user.a", [])] })
        .HardLink("usr/again", "usr/a")
        .Symlink("usr/link", "../ü")
        .CharacterDevice("usr/null", 1, 3)
        .Fifo("usr/fifo")
        .File("usr/sparse", Sparse)
        .File("usr/.wh.gone", "")
        .Directory("var/")
        .End().ToArray();
}
