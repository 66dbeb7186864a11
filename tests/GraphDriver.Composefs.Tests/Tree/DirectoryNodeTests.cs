using System.Text;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Tests.Tree;

public class DirectoryNodeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Directory_behaves_like_a_sorted_map_of_bytes(int names)
    {
        var random = new Random(names);
        var expected = new SortedDictionary<string, Node>(StringComparer.Ordinal);
        var directory = new DirectoryNode();
        for (var step = 0; step < names * 10; step++)
        {
            var name = $"n{random.Next(names)}";
            switch (random.Next(5))
            {
                case 0:
                    Assert.Equal(expected.Remove(name), directory.Remove(Bytes(name)));
                    break;
                case 1:
                    expected.TryGetValue(name, out var node);
                    Assert.Same(node, directory.Find(Bytes(name)));
                    break;
                case 2 when step % 50 == 0:
                    AssertEqual(expected, directory);
                    break;
                default:
                    expected.TryGetValue(name, out var former);
                    Assert.Same(former, directory.Replace(Bytes(name), expected[name] = new RegularFileNode()));
                    break;
            }
        }

        AssertEqual(expected, directory);
        directory.Clear();
        Assert.Equal(0, directory.Count);
    }

    [Fact]
    public void Entries_are_ordered_by_bytes_without_sign()
    {
        var directory = new DirectoryNode();
        foreach (var name in new byte[][] { [0xFF], [0x7F], [(byte)'a', 0x80], [(byte)'a'], [1] })
        {
            directory.Add(name, new FifoNode());
        }

        var names = new List<string>();
        foreach (var entry in directory.Entries)
        {
            names.Add(Convert.ToHexString(entry.Name));
        }

        Assert.Equal(["01", "61", "6180", "7F", "FF"], names);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void Bytes_that_are_no_name_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new DirectoryNode().Add(Bytes(name), new FifoNode()));

    [Fact]
    public void Names_have_up_to_255_bytes()
    {
        var directory = new DirectoryNode();
        directory.Add(new string('a', 255).Select(c => (byte)c).ToArray(), new FifoNode());
        Assert.Throws<ArgumentException>(() => directory.Add(new string('a', 256).Select(c => (byte)c).ToArray(), new FifoNode()));
    }

    [Fact]
    public void Second_name_of_a_node_is_a_link_and_directories_have_one_name()
    {
        var tree = new FileTree();
        var file = new RegularFileNode();
        tree.Root.Add("b"u8, file);
        tree.Root.Add("a"u8, file);
        var child = new DirectoryNode();
        tree.Root.Add("d"u8, child);

        Assert.Throws<ArgumentException>(() => tree.Root.Add("e"u8, child));
        Assert.Throws<ArgumentException>(() => child.Add("root"u8, tree.Root));
        Assert.Throws<ArgumentException>(() => tree.Root.Add("a"u8, new FifoNode()));
        var links = new List<bool>();
        foreach (var entry in tree.Root.Entries)
        {
            links.Add(entry.IsLink);
        }

        Assert.Equal([true, false, false], links);
        Assert.True(tree.Root.Remove("d"u8));
        tree.Root.Add("moved"u8, child);
        Assert.Same(child, tree.Find("/moved"u8));
        Assert.Same(tree.Root, tree.Find("/"u8));
        Assert.Null(tree.Find("a/b"u8));
    }

    private static void AssertEqual(SortedDictionary<string, Node> expected, DirectoryNode directory)
    {
        Assert.Equal(expected.Count, directory.Count);
        var pairs = expected.GetEnumerator();
        foreach (var entry in directory.Entries)
        {
            Assert.True(pairs.MoveNext());
            Assert.Equal(pairs.Current.Key, Encoding.ASCII.GetString(entry.Name));
            Assert.Same(pairs.Current.Value, entry.Node);
            Assert.Same(entry.Node, directory.Find(entry.Name));
        }
    }

    private static byte[] Bytes(string name) => Encoding.ASCII.GetBytes(name);
}
