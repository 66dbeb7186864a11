using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;

namespace GraphDriver.Tests.ComposefsImages;

public sealed class DirectoryTreeTests : IDisposable
{
    private const long Time = 1714979289;

    private static readonly string Large = new('x', 65);

    private readonly SourceFolder _folder = new();

    [Fact]
    public void Directory_gives_the_image_of_its_dump()
    {
        _folder.Write("empty", "");
        _folder.Write("small", new string('s', 64));
        _folder.Write("d/large", Large);
        _folder.Write("d/e/f", "deep");
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link"), "d/large");
        _folder.Settle();
        var (uid, gid) = Owner();
        var (small, large, deep) = (Digest(new string('s', 64)), Digest(Large), Digest("deep"));
        var dump = $"""
            / 0 40755 3 {uid} {gid} 0 {Time}.0 - - -
            /d 0 40755 3 {uid} {gid} 0 {Time}.0 - - -
            /d/e 0 40755 2 {uid} {gid} 0 {Time}.0 - - -
            /d/e/f 4 100644 1 {uid} {gid} 0 {Time}.0 - deep {deep}
            /d/large 65 100644 1 {uid} {gid} 0 {Time}.0 {large[..2]}/{large[2..]} - {large}
            /empty 0 100644 1 {uid} {gid} 0 {Time}.0 - - -
            /link 7 120777 1 {uid} {gid} 0 {Time}.0 d/large - -
            /small 64 100644 1 {uid} {gid} 0 {Time}.0 - {new string('s', 64)} {small}

            """;
        Assert.Equal(Image(DumpReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(dump)))), Image(Read()));
    }

    [Fact]
    public void Hard_links_are_kept_and_the_first_in_the_order_of_a_dump_has_the_inode()
    {
        _folder.Write("d/a", Large);
        File.WriteAllText(Path.Combine(_folder.Root, "z"), "");
        SourceFolder.Run("ln", Path.Combine(_folder.Root, "d/a"), Path.Combine(_folder.Root, "b"));
        SourceFolder.Run("ln", Path.Combine(_folder.Root, "d/a"), Path.Combine(_folder.Root, "d-x"));
        SourceFolder.Run("ln", Path.Combine(_folder.Root, "z"), _folder.Beside("outside"));
        _folder.Settle();
        var tree = Read();
        Assert.Same(tree.Find("b"u8), tree.Find("d/a"u8));
        Assert.Same(tree.Find("b"u8), tree.Find("d-x"u8));
        var text = new MemoryStream();
        DumpWriter.Write(tree, text, HardLinkOrder.AsWritten);
        var lines = Encoding.ASCII.GetString(text.ToArray()).Split('\n');
        Assert.StartsWith("/b 65 100644 3 ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("/d/a 65 @100644 3 ", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("/d-x 65 @100644 3 ", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("/z 0 100644 1 ", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Options_leave_out_what_they_say()
    {
        var path = _folder.Write("f", "x");
        using (var file = OpenAt.Open(path, OpenFlags.ReadWrite))
        {
            if (SetXattr.TrySet(file, "user.a", "1"u8) != Errno.None)
            {
                return; // The temporary folder's file system has no attributes of users.
            }
        }

        _folder.Settle();
        Assert.Equal("1"u8, Read().Find("f"u8)!.GetXattr("user.a"u8)!);
        Assert.Equal("1"u8, Read(new DirectoryTreeOptions { Xattrs = XattrSelection.UserOnly }).Find("f"u8)!.GetXattr("user.a"u8)!);
        Assert.Equal(0, Read(new DirectoryTreeOptions { Xattrs = XattrSelection.None }).Find("f"u8)!.Xattrs.Length);
        var atEpoch = Read(new DirectoryTreeOptions { UseEpoch = true });
        Assert.Equal((0L, 0L), (atEpoch.Root.MtimeSeconds, atEpoch.Find("f"u8)!.MtimeSeconds));
    }

    [Fact]
    public void Number_of_threads_does_not_matter()
    {
        for (var i = 0; i < 300; i++)
        {
            _folder.Write($"d{i % 7}/f{i}", new string((char)('a' + (i % 26)), i * 37));
        }

        _folder.Settle();
        Assert.Equal(Image(Read(new DirectoryTreeOptions { Threads = 1 })), Image(Read(new DirectoryTreeOptions { Threads = 7 })));
    }

    [Fact]
    public void Digest_store_gets_each_content_once_under_its_digest()
    {
        _folder.Write("a", Large);
        _folder.Write("b", Large);
        _folder.Write("c", "small enough to be inline");
        var store = _folder.Beside("new/store");
        Read(new DirectoryTreeOptions { DigestStore = store });
        var digest = Digest(Large);
        var path = Path.Combine(store, digest[..2], digest[2..]);
        Assert.Equal([path], Directory.GetFiles(store, "*", SearchOption.AllDirectories));
        Assert.Equal(Large, File.ReadAllText(path));
        Read(new DirectoryTreeOptions { DigestStore = store });
        Assert.Single(Directory.GetFiles(store, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Object_of_another_size_in_the_store_is_an_error_that_leaves_it_alone()
    {
        _folder.Write("a", Large);
        var (store, digest) = (_folder.Beside("store"), Digest(Large));
        Directory.CreateDirectory(Path.Combine(store, digest[..2]));
        File.WriteAllText(Path.Combine(store, digest[..2], digest[2..]), "damaged");
        Assert.Contains(digest[2..], Assert.Throws<InvalidDataException>(() => Read(new DirectoryTreeOptions { DigestStore = store })).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(store, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_is_no_directory_is_an_error()
    {
        var file = _folder.Write("f", "");
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<LinuxException>(() => DirectoryTree.Read(file)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => DirectoryTree.Read(file + "x")).Errno);
    }

    public void Dispose() => _folder.Dispose();

    private FileTree Read(DirectoryTreeOptions? options = null) => DirectoryTree.Read(_folder.Root, options);

    private static (uint Uid, uint Gid) Owner()
    {
        var status = Statx.Query(WorkingDirectory.Handle, "/proc/self");
        return (status.Uid, status.Gid);
    }

    private static string Digest(string content) => VerityHasher.Compute(Encoding.ASCII.GetBytes(content)).ToString();

    private static byte[] Image(FileTree tree)
    {
        var image = new MemoryStream();
        ImageWriter.Write(tree, image);
        return image.ToArray();
    }
}
