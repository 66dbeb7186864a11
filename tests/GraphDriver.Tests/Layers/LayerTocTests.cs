using System.Security.Cryptography;
using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Testing;

namespace GraphDriver.Tests.Layers;

public sealed class LayerTocTests
{
    private static readonly byte[] ContentHash = SHA256.HashData("content"u8);

    [Fact]
    public void Every_kind_of_file_is_described()
    {
        var entries = Entries(tar => tar
            .Directory("d/", new() { Mode = 0x3FF, Uid = 1, Gid = 2, Mtime = "5.5" })
            .CharacterDevice("d/c", 1, 3)
            .BlockDevice("d/b", 7, 200)
            .Fifo("d/p")
            .Symlink("d/s", "/to/it")
            .File("d/empty", "")
            .File("d/f", "content", new() { Mode = 0x9ED, Xattrs = [("user.b", [1]), ("user.a", [])] }));

        Assert.Equal(
            [
                "Directory d/ 1777 1:2 5.500000000",
                "BlockDevice d/b 644 0:0 0.000000000 7,200",
                "CharacterDevice d/c 644 0:0 0.000000000 1,3",
                "RegularFile d/empty 644 0:0 0.000000000",
                $"RegularFile d/f 4755 0:0 0.000000000 7 sha256:{Convert.ToHexStringLower(ContentHash)} user.a= user.b=01",
                "Fifo d/p 644 0:0 0.000000000",
                "SymbolicLink d/s 777 0:0 0.000000000 -> /to/it",
            ],
            entries);
    }

    [Fact]
    public void Whiteouts_and_opaque_directories_are_markers_again()
    {
        var entries = Entries(tar => tar
            .File("a/b/.wh.gone", "", new() { Mtime = "7", Uid = 3 }).Directory("o/").File("o/.wh..wh..opq", "").File("o/kept", "").File(".wh.top", ""));

        Assert.Contains("RegularFile a/b/.wh.gone 0 3:0 7.000000000", entries);
        Assert.Contains("RegularFile .wh.top 0 0:0 0.000000000", entries);
        Assert.Equal(entries.IndexOf("Directory o/ 755 0:0 0.000000000") + 1, entries.IndexOf("RegularFile o/.wh..wh..opq 0 0:0"));
    }

    [Fact]
    public void The_first_name_is_the_file_and_the_others_link_to_it()
    {
        var entries = Entries(tar => tar
            .File("z", "content", new() { Uid = 4 }).HardLink("a", "z").HardLink("m", "z")
            .File("lost", "content").HardLink("left", "lost").File("lost", ""));

        Assert.Equal(
            [
                $"RegularFile a 644 4:0 0.000000000 7 sha256:{Convert.ToHexStringLower(ContentHash)}",
                $"RegularFile left 644 0:0 0.000000000 7 sha256:{Convert.ToHexStringLower(ContentHash)}",
                "RegularFile lost 644 0:0 0.000000000",
                "HardLink m 644 4:0 0.000000000 -> a",
                "HardLink z 644 4:0 0.000000000 -> a",
            ],
            entries);
    }

    [Fact]
    public void The_root_is_there_where_the_tar_describes_it()
    {
        Assert.Equal(["Directory ./ 700 0:0 0.000000000"], Entries(tar => tar.Directory("./", new() { Mode = 0x1C0 })));
        Assert.Equal(["RegularFile .wh..wh..opq 0 0:0"], Entries(tar => tar.File(".wh..wh..opq", "")));
    }

    [Fact]
    public void A_visitor_that_has_seen_enough_sees_no_more()
    {
        var seen = 0;
        Assert.False(new LayerToc(Build(tar => tar.File("a", "").File("b", "")).Tree, describesRoot: false).Visit((in TocEntry _) => ++seen > 1));
        Assert.Equal(1, seen);
    }

    private static List<string> Entries(Func<TarBuilder, TarBuilder> build)
    {
        var entries = new List<string>();
        var builder = Build(build);
        Assert.True(new LayerToc(builder.Tree, builder.HasRootEntry).Visit((in TocEntry entry) =>
        {
            entries.Add(Display(entry));
            return true;
        }));
        return entries;
    }

    private static LayerTreeBuilder Build(Func<TarBuilder, TarBuilder> build)
    {
        var reader = new TarReader(new MemoryStream(build(new TarBuilder()).End().ToArray()));
        var builder = new LayerTreeBuilder();
        while (reader.ReadEntry() is { } entry)
        {
            if (builder.Add(entry) is RegularFileNode { Size: > 0 } file)
            {
                file.SetObject(ContentHash);
            }
        }

        return builder;
    }

    private static string Display(in TocEntry entry)
    {
        var text = new StringBuilder($"{entry.Type} {Encoding.UTF8.GetString(entry.Name)} {Convert.ToString(entry.Mode, 8)} {entry.Uid}:{entry.Gid}");
        text.Append(entry.Mtime is { } mtime ? $" {mtime.Seconds}.{mtime.Nanoseconds:d9}" : "");
        text.Append(entry.Size > 0 ? $" {entry.Size} {entry.Digest}" : "");
        text.Append(entry.DeviceMajor > 0 ? $" {entry.DeviceMajor},{entry.DeviceMinor}" : "");
        text.Append(entry.LinkName.IsEmpty ? "" : $" -> {Encoding.UTF8.GetString(entry.LinkName)}");
        foreach (var xattr in entry.Xattrs)
        {
            text.Append($" {Encoding.UTF8.GetString(xattr.Name)}={Convert.ToHexString(xattr.Value)}");
        }

        return text.ToString();
    }
}
