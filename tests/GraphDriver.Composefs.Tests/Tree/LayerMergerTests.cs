using System.Text;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Tree;

public class LayerMergerTests
{
    [Fact]
    public void Upper_files_replace_lower_ones_whatever_they_are() =>
        AssertMerged(
            ["/a f1", "/b/c f2", "/d f3", "/e/x f4"],
            ["/a f5", "/b f6", "/d/c f7", "/e/y f8"],
            ["/a f5", "/b f6", "/d/c f7", "/e/x f4", "/e/y f8"]);

    [Fact]
    public void Whiteouts_remove_and_are_gone() =>
        AssertMerged(["/a f1", "/b/c f2", "/b/d f3", "/stray whiteout"], ["/a whiteout", "/b/c whiteout", "/nothing whiteout", "/new/w whiteout"], ["/b/d f3", "/new dir"]);

    [Fact]
    public void Opaque_directory_hides_what_is_below()
    {
        var upper = Layer("/d/new f2", "/d/gone whiteout", "/e/new f3");
        ((DirectoryNode)upper.Find("d"u8)!).IsOpaque = true;
        var merged = LayerMerger.Merge([Layer("/d/old f1", "/d/sub/x f1", "/e/old f4"), upper]);
        Assert.Equal(["/d dir", "/d/new f2", "/e dir", "/e/new f3", "/e/old f4"], List(merged));
        Assert.False(((DirectoryNode)merged.Find("d"u8)!).IsOpaque);
    }

    [Fact]
    public void Directory_has_the_metadata_of_the_topmost_layer()
    {
        var (lower, upper) = (Layer("/d/a f1"), Layer("/d/b f2"));
        var (below, above) = (lower.Find("d"u8)!, upper.Find("d"u8)!);
        (below.Mode, below.Uid, above.Mode, above.Uid, above.MtimeSeconds) = (0x1ED, 5, 0x1C0, 7, 99);
        below.SetXattr("user.lower"u8.ToArray(), []);
        above.SetXattr("user.upper"u8.ToArray(), [1]);
        var merged = LayerMerger.Merge([lower, upper]).Find("d"u8)!;
        Assert.Equal((0x41C0u, 7u, 99L), (merged.Mode, merged.Uid, merged.MtimeSeconds));
        Assert.Null(merged.GetXattr("user.lower"u8));
        Assert.Equal([1], merged.GetXattr("user.upper"u8)!);
    }

    [Fact]
    public void Hard_links_stay_and_lose_the_names_that_are_replaced()
    {
        var lower = Layer("/a f1", "/x f9");
        lower.Root.Add("b"u8, lower.Find("a"u8)!);
        lower.Root.Add("c"u8, lower.Find("a"u8)!);
        var merged = LayerMerger.Merge([lower, Layer("/a f2")]);
        Assert.Same(merged.Find("b"u8), merged.Find("c"u8));
        Assert.NotSame(merged.Find("a"u8), merged.Find("b"u8));

        var image = new ImageReader(Image(merged));
        Assert.True(image.TryFind("/b"u8, out var b) && image.TryFind("/c"u8, out var c) && b == c);
        Assert.Equal(2u, image.ReadNode(b).LinkCount);
        Assert.True(image.TryFind("/a"u8, out var a));
        Assert.Equal(1u, image.ReadNode(a).LinkCount);
    }

    [Fact]
    public void Image_of_merged_layers_is_that_of_the_dump_of_the_result()
    {
        var merged = LayerMerger.Merge([Layer("/a f1", "/b/c f2"), Layer("/b/c whiteout", "/b/d f3"), Layer("/e/f f4", "/a f5")]);
        var expected = Layer("/a f5", "/b/d f3", "/e/f f4");
        AssertBytes.Equal(Image(expected), Image(merged));
    }

    [Fact]
    public void No_layers_are_no_image() => Assert.Throws<ArgumentException>(() => LayerMerger.Merge([]));

    private static void AssertMerged(string[] lower, string[] upper, string[] expected) =>
        Assert.Equal(List(Layer(expected)), List(LayerMerger.Merge([Layer(lower), Layer(upper)])));

    /// <summary>A layer of lines <c>PATH KIND</c>: the size of a file after an <c>f</c>, <c>dir</c> or <c>whiteout</c>.</summary>
    private static FileTree Layer(params string[] files)
    {
        var tree = new FileTree();
        foreach (var file in files)
        {
            var (path, kind) = (file.Split(' ')[0], file.Split(' ')[1]);
            var names = path[1..].Split('/');
            var directory = names[..^1].Aggregate(tree.Root, Descend);
            Node node = kind switch
            {
                "dir" => new DirectoryNode { Mode = 0x1ED },
                "whiteout" => DeviceNode.CreateWhiteout(),
                _ => new RegularFileNode { Size = long.Parse(kind[1..]), Mode = 0x1A4 },
            };
            directory.Add(Encoding.ASCII.GetBytes(names[^1]), node);
        }

        return tree;
    }

    private static DirectoryNode Descend(DirectoryNode parent, string name)
    {
        if (parent.Find(Encoding.ASCII.GetBytes(name)) is DirectoryNode known)
        {
            return known;
        }

        var directory = new DirectoryNode { Mode = 0x1ED };
        parent.Add(Encoding.ASCII.GetBytes(name), directory);
        return directory;
    }

    private static List<string> List(FileTree tree) =>
        [.. TreeWalk.DepthFirst(tree).Skip(1).Select(file => $"{Encoding.ASCII.GetString(file.Path.Span)} {Kind(file.Node)}")];

    private static string Kind(Node node) => node switch
    {
        RegularFileNode file => $"f{file.Size}",
        DirectoryNode => "dir",
        _ => "whiteout",
    };

    private static byte[] Image(FileTree tree)
    {
        var image = new MemoryStream();
        ImageWriter.Write(tree, image);
        return image.ToArray();
    }
}
