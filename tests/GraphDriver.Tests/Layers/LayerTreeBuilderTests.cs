using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Testing;

namespace GraphDriver.Tests.Layers;

public sealed class LayerTreeBuilderTests
{
    private const string ObjectName = "5b/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";

    [Fact]
    public void The_last_entry_of_a_name_wins_and_a_directory_keeps_its_files()
    {
        var tree = Build(tar => tar
            .Directory("etc/", new() { Mode = 0x1C0 }).File("etc/a", "one")
            .Directory("etc/", new() { Mode = 0x1ED }).File("etc/a", "second"));

        Assert.Equal(0x1EDu, tree.Find("/etc"u8)!.Mode & 0xFFF);
        Assert.Equal(6, Assert.IsType<RegularFileNode>(tree.Find("/etc/a"u8)).Size);
    }

    [Fact]
    public void A_file_in_the_place_of_a_directory_takes_its_files_away()
    {
        var tree = Build(tar => tar.Directory("d/").File("d/a", "x").File("d", "now a file"));

        Assert.IsType<RegularFileNode>(tree.Find("/d"u8));
    }

    [Fact]
    public void Missing_parents_are_made()
    {
        var tree = Build(tar => tar.File("./usr/share/doc/x", "x"));

        Assert.Equal(0x1EDu, tree.Find("/usr/share"u8)!.Mode & 0xFFF);
    }

    [Fact]
    public void Whiteouts_become_devices_and_opaque_directories_are_marked()
    {
        var tree = Build(tar => tar
            .File("etc/.wh.gone", "").File("opaque/.wh..wh..opq", "").File("opaque/kept", "x").File(".wh..wh.plnk", ""));

        Assert.True(Assert.IsType<DeviceNode>(tree.Find("/etc/gone"u8)).IsWhiteout);
        Assert.True(Assert.IsType<DirectoryNode>(tree.Find("/opaque"u8)).IsOpaque);
        Assert.NotNull(tree.Find("/opaque/kept"u8));
        Assert.Equal(2, tree.Root.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_whiteout_hides_what_is_below_and_not_what_the_layer_itself_has(bool whiteoutFirst)
    {
        var tree = Build(tar => whiteoutFirst
            ? tar.File(".wh.d", "").Directory("d/").File("d/a", "x").File(".wh.f", "").File("f", "x")
            : tar.Directory("d/").File("d/a", "x").File(".wh.d", "").File("f", "x").File(".wh.f", ""));

        Assert.True(Assert.IsType<DirectoryNode>(tree.Find("/d"u8)).IsOpaque);
        Assert.NotNull(tree.Find("/d/a"u8));
        Assert.IsType<RegularFileNode>(tree.Find("/f"u8));
    }

    [Fact]
    public void Hard_links_are_one_node()
    {
        var tree = Build(tar => tar.File("a", "x").HardLink("b", "a").HardLink("c/d", "./b").HardLink("e", "/a"));

        Assert.Same(tree.Find("/a"u8), tree.Find("/c/d"u8));
        Assert.Same(tree.Find("/a"u8), tree.Find("/e"u8));
    }

    [Fact]
    public void Labels_of_the_build_machine_are_dropped_and_other_xattrs_kept()
    {
        var tree = Build(tar => tar.File("a", "x", new()
        {
            Xattrs = [("security.selinux", "s"u8.ToArray()), ("user.x", [0, 0xFF]), ("security.capability", [1])],
        }));

        var file = tree.Find("/a"u8)!;
        Assert.Equal(2, file.Xattrs.Length);
        Assert.Equal([0, 0xFF], file.GetXattr("user.x"u8));
    }

    [Fact]
    public void The_root_is_known_to_be_described_or_not()
    {
        Assert.True(Read(tar => tar.Directory("./", new() { Mode = 0x1ED, Uid = 7 })).HasRootEntry);
        Assert.False(Read(tar => tar.File("a", "x")).HasRootEntry);
    }

    [Fact]
    public void Owners_are_collected_once_and_ascending()
    {
        var builder = Read(tar => tar
            .File("a", "", new() { Uid = 9, Gid = 4 }).File("b", "", new() { Uid = 0, Gid = 4 }).File("c", "", new() { Uid = 9, Gid = 0 }));

        Assert.Equal([0u, 9u], builder.Owners.Uids);
        Assert.Equal([0u, 4u], builder.Owners.Gids);
    }

    [Theory]
    [MemberData(nameof(HostileLayers))]
    public void Refuses_what_a_layer_cannot_have(string what, string complaint)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Hostile[what]));

        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, Func<TarBuilder, TarBuilder>> Hostile = new()
    {
        ["dot dot"] = tar => tar.File("../escape", "x"),
        ["absolute dot dot"] = tar => tar.File("/../escape", "x"),
        ["through a link"] = tar => tar.Symlink("d", "/etc").File("d/passwd", "x"),
        ["through a file"] = tar => tar.File("f", "x").File("f/g", "x"),
        ["link outside"] = tar => tar.HardLink("a", "../../etc/passwd"),
        ["link to nothing"] = tar => tar.HardLink("a", "b"),
        ["link to itself"] = tar => tar.HardLink("a", "a"),
        ["link loop"] = tar => tar.HardLink("a", "b").HardLink("b", "a"),
        ["link to a directory"] = tar => tar.Directory("d/").HardLink("a", "d"),
        ["link to a whiteout"] = tar => tar.File(".wh.w", "").HardLink("a", "w"),
        ["capture"] = tar => tar.File(ObjectName, "x"),
        ["capture by a link"] = tar => tar.Symlink("./" + ObjectName, "x"),
        ["whiteout of nothing"] = tar => tar.File("a/.wh.", ""),
        ["whiteout of the parent"] = tar => tar.File("a/.wh...", ""),
        ["root is a file"] = tar => tar.File(".", "x"),
        ["empty link"] = tar => tar.Symlink("a", ""),
    };

    public static TheoryData<string, string> HostileLayers => new()
    {
        { "dot dot", "'../escape' leaves the layer" },
        { "absolute dot dot", "'/../escape' leaves the layer" },
        { "through a link", "'d/passwd' lies below 'd'" },
        { "through a file", "'f/g' lies below 'f'" },
        { "link outside", "leaves the layer" },
        { "link to nothing", "which this layer does not have" },
        { "link to itself", "which this layer does not have" },
        { "link loop", "which this layer does not have" },
        { "link to a directory", "hard link to the directory 'd'" },
        { "link to a whiteout", "a whiteout" },
        { "capture", "has the name of an object" },
        { "capture by a link", "has the name of an object" },
        { "whiteout of nothing", "whiteout of no name" },
        { "whiteout of the parent", "whiteout of no name" },
        { "root is a file", "stands for the root" },
        { "empty link", "symbolic link to nothing" },
    };

    private static FileTree Build(Func<TarBuilder, TarBuilder> content) => Read(content).Tree;

    private static LayerTreeBuilder Read(Func<TarBuilder, TarBuilder> content)
    {
        var reader = new TarReader(new MemoryStream(content(new TarBuilder()).End().ToArray()));
        var builder = new LayerTreeBuilder();
        while (reader.ReadEntry() is { } entry)
        {
            builder.Add(entry);
        }

        return builder;
    }
}
