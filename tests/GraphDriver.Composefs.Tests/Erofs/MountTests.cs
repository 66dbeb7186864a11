using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Erofs;

public class MountTests
{
    [NeedsFact("root", "getfattr")]
    public void Kernel_shows_a_layer_image_file_by_file()
    {
        var tree = SampleTrees.Everything();
        using var mounted = new MountedImage(LayerImageWriterTests.Image(tree));
        var files = mounted.Stat();
        var targets = mounted.ReadLinks();
        foreach (var file in TreeWalk.DepthFirst(tree))
        {
            var path = Encoding.Latin1.GetString(file.Path.Span);
            Assert.True(files.Remove(path == "/" ? "" : path, out var status), path);
            Assert.Equal(
                (path, file.Node.Mode, file.Node.Uid, file.Node.Gid, Mtime(file.Node), Device(file.Node)),
                (path, status.Mode, status.Uid, status.Gid, status.Mtime, status.Device));
            if (file.Node is RegularFileNode regular)
            {
                Assert.Equal(regular.Size, status.Size);
            }

            if (file.Node is SymlinkNode link)
            {
                Assert.Equal(Encoding.Latin1.GetString(link.Target), targets[path]);
            }
        }

        Assert.Empty(files);
    }

    [NeedsFact("root")]
    public void Kernel_mounts_every_stand_alone_image_and_shows_its_files()
    {
        foreach (var dump in TestData.ValidDumps())
        {
            var tree = DumpReader.Read(new MemoryStream(TestData.Read(dump)));
            if (TreeWalk.DepthFirst(tree).Any(file => file.Node.Uid == uint.MaxValue || file.Node.Gid == uint.MaxValue))
            {
                continue; // The owner -1 is nobody's, and not even root may look into its directories.
            }

            var image = new MemoryStream();
            ImageWriter.Write(tree, image);
            using var mounted = new MountedImage(image.ToArray());
            var files = mounted.Stat();
            foreach (var file in TreeWalk.DepthFirst(tree))
            {
                var path = Encoding.Latin1.GetString(file.Path.Span);
                Assert.True(files.Remove(path == "/" ? "" : path, out var status), $"{dump}: {path}");

                // A whiteout is an empty file there.
                var mode = file.Node is DeviceNode { IsWhiteout: true } ? 0x8000 | (file.Node.Mode & 0xFFF) : file.Node.Mode;
                Assert.Equal(
                    (dump, path, mode, file.Node.Uid, file.Node.Gid, Mtime(file.Node)), (dump, path, status.Mode, status.Uid, status.Gid, status.Mtime));
                Assert.Equal((file.Node as RegularFileNode)?.Size ?? status.Size, status.Size);
            }

            Assert.All(files, stub => Assert.Equal((true, 0x21A4u), (stub.Key.Length == 3, stub.Value.Mode)));
        }
    }

    [NeedsFact("root", "getfattr")]
    public void Kernel_shows_hard_links_and_attributes_of_a_layer_image()
    {
        using var mounted = new MountedImage(LayerImageWriterTests.Image(SampleTrees.Everything()));
        var files = mounted.Stat();
        Assert.Equal(3u, files["/caps"].Links);
        Assert.Equal(files["/caps"].Inode, files["/hard-link"].Inode);
        Assert.Equal(files["/caps"].Inode, files["/carries-xattrs/caps-again"].Inode);
        Assert.Equal(["trusted.overlay.opaque=0x79"], mounted.Xattrs("/opaque"));
        Assert.Equal(
            [
                "trusted.other=0x32",
                "trusted.overlay.overlay.opaque=0x79",
                "trusted.overlay.overlay.overlay.x=0x31",
                "user.overlay.opaque=0x79",
            ],
            mounted.Xattrs("/carries-xattrs"));
        Assert.Equal(
            [
                "trusted.overlay.metacopy=0x00240001" + string.Concat(Enumerable.Repeat("01", 32)),
                "trusted.overlay.redirect=0x" + Convert.ToHexStringLower(Encoding.ASCII.GetBytes("/54/" + string.Concat(Enumerable.Repeat("54", 31)))),
            ],
            mounted.Xattrs("/small"));
        Assert.Contains("user.comment=0x616e7900627974657300ff"[..24], string.Join(' ', mounted.Xattrs("/caps")));
        Assert.Contains(mounted.Xattrs("/large-xattr"), xattr => xattr == "user.large=0x" + new string('0', 60_000));
        Assert.Empty(mounted.Xattrs("/empty"));
        Assert.Empty(mounted.Xattrs("/gone"));
    }

    [NeedsFact("root", "getfattr")]
    public void Overlay_of_layer_images_applies_whiteouts_and_leaves_carried_attributes_alone()
    {
        using var lower = new MountedImage(LayerImageWriterTests.Image(LowerLayer()));
        using var upper = new MountedImage(LayerImageWriterTests.Image(SampleTrees.Everything()));
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data/54"]);
        Directory.CreateDirectory(folder["merged"]);
        folder.Write("data/54/" + string.Concat(Enumerable.Repeat("54", 31)), [(byte)'!']);
        var layers = $"{upper.Root}:{lower.Root}::{folder["data"]}";
        ExternalProgram.Run("mount", "-t", "overlay", "-o", $"ro,metacopy=on,redirect_dir=on,lowerdir={layers}", "overlay", folder["merged"]);
        try
        {
            Assert.False(File.Exists(folder["merged/gone"]), "a whiteout hides the lower file");
            Assert.False(File.Exists(folder["merged/opaque/below"]), "an opaque directory hides the lower one's files");
            Assert.True(File.Exists(folder["merged/carries-xattrs/below"]), "an attribute that the tar carried makes nothing opaque");
            Assert.True(File.Exists(folder["merged/ab/below"]), "no stub hides a lower folder of two hex digits");
            Assert.Equal("!", File.ReadAllText(folder["merged/small"]));
            var xattrs = ExternalProgram.Run("getfattr", "--absolute-names", "-d", "-m", "trusted", "-e", "hex", folder["merged/carries-xattrs"]);
            Assert.Contains("trusted.overlay.opaque=0x79\n", xattrs);
            Assert.Contains("trusted.overlay.overlay.x=0x31\n", xattrs);
        }
        finally
        {
            ExternalProgram.Run("umount", folder["merged"]);
        }
    }

    private static FileTree LowerLayer()
    {
        var tree = new FileTree();
        tree.Root.Add("gone"u8, SampleTrees.File(1, 20));
        foreach (var name in new[] { "opaque", "carries-xattrs", "ab" })
        {
            SampleTrees.Directory(tree.Root, name).Add("below"u8, SampleTrees.File(1, 21));
        }

        return tree;
    }

    private static decimal Mtime(Node node) => node.MtimeSeconds + (node.MtimeNanoseconds / 1_000_000_000m);

    // What stat(1) calls %r: glibc's device number, which for small numbers is the kernel's.
    private static uint Device(Node node) => (node as DeviceNode)?.Number ?? 0;
}
