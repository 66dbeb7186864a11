using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Erofs;

public class LayerImageWriterTests
{
    [NeedsFact("fsck.erofs")]
    public void Fsck_accepts_an_image_of_everything()
    {
        using var folder = new TemporaryFolder();
        ExternalProgram.Run("fsck.erofs", folder.Write("image", Image(SampleTrees.Everything())));
    }

    [Fact]
    public void Same_tree_gives_the_same_bytes() => AssertBytes.Equal(Image(SampleTrees.Everything()), Image(SampleTrees.Everything()));

    [Fact]
    public void Directory_of_a_hundred_thousand_files_is_written()
    {
        var tree = new FileTree();
        for (var i = 0; i < 100_000; i++)
        {
            tree.Root.Add(SampleTrees.Bytes($"{i * 7919L % 100_000:d5}"), SampleTrees.File(i + 1, (byte)i));
        }

        Assert.InRange(Image(tree).Length, 10_000_000, 30_000_000);
    }

    [Theory]
    [InlineData("no-object")]
    [InlineData("no-digest")]
    [InlineData("inline")]
    [InlineData("too-large")]
    [InlineData("long-target")]
    [InlineData("empty-target")]
    [InlineData("device")]
    [InlineData("nanoseconds")]
    [InlineData("xattr-name")]
    [InlineData("xattrs")]
    public void What_does_not_fit_is_refused_by_path(string problem)
    {
        var tree = new FileTree();
        SampleTrees.Directory(tree.Root, "dir\n").Add(SampleTrees.Bytes(problem), Misfit(problem));

        var error = Assert.Throws<InvalidDataException>(() => Image(tree));

        Assert.StartsWith($"/dir\\n/{problem}: ", error.Message);
    }

    [Fact]
    public void Name_that_was_first_may_be_gone()
    {
        var tree = new FileTree();
        var first = SampleTrees.Directory(tree.Root, "z");
        var file = SampleTrees.File(1, 1);
        first.Add("a"u8, file);
        tree.Root.Add("b"u8, file);
        tree.Root.Add("a"u8, file);
        tree.Root.Replace("z"u8, new FifoNode());
        var expected = new FileTree();
        var same = SampleTrees.File(1, 1);
        expected.Root.Add("a"u8, same);
        expected.Root.Add("b"u8, same);
        expected.Root.Add("z"u8, new FifoNode());

        AssertBytes.Equal(Image(expected), Image(tree));
    }

    internal static byte[] Image(FileTree tree)
    {
        var image = new MemoryStream();
        LayerImageWriter.Write(tree, image);
        return image.ToArray();
    }

    private static Node Misfit(string problem)
    {
        var file = SampleTrees.File(5, 1);
        switch (problem)
        {
            case "no-object":
                file.Redirect = null;
                break;
            case "no-digest":
                file.Verity = null;
                break;
            case "inline":
                file.InlineContent = [1];
                break;
            case "too-large":
                file.Size = (8L << 50) + 1;
                break;
            case "nanoseconds":
                file.MtimeNanoseconds = 1_000_000_000;
                break;
            case "xattr-name":
                file.SetXattr(new byte[256], []);
                break;
            case "xattrs":
                Enumerable.Range(0, 9).ToList().ForEach(i => file.SetXattr(SampleTrees.Bytes($"user.{i}"), new byte[60_000 + i]));
                break;
            case "long-target":
                return new SymlinkNode(new string('x', 4096).Select(c => (byte)c).ToArray());
            case "empty-target":
                return new SymlinkNode([]);
            case "device":
                return new DeviceNode(FileType.CharacterDevice, 4096, 0);
        }

        return file;
    }
}
