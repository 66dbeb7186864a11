using System.IO.Compression;
using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.Configuration;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Pull;
using GraphDriver.Testing;
using GraphDriver.Tests.Store;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Tests.Pull;

public sealed class SupersededContentTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly ObjectPool _pool;

    public SupersededContentTests() => _pool = ObjectPool.Open(_store.Storage.Root.Root);

    public static TheoryData<string> Cases { get; } = [.. Tars.Keys];

    private static Dictionary<string, Action<TarBuilder>> Tars => new()
    {
        ["nothing superseded"] = tar => tar.File("a", "a").HardLink("b", "a").Directory("d/").File("d/a", "a"),
        ["a second file"] = tar => tar.File("a", "first").File("between", "x").File("a", "second"),
        ["a second file with the same content"] = tar => tar.File("a", "same").File("a", "same"),
        ["a third file with the first's content"] = tar => tar.File("a", "one").File("a", "two").File("a", "one"),
        ["names that mean the same"] = tar => tar.File("./d/a", "first").File("d//a", "second").File("d/./a", "third"),
        ["an empty file, then content"] = tar => tar.File("a", "").File("a", "content"),
        ["content, then an empty file"] = tar => tar.File("a", "content").File("a", ""),
        ["a symbolic link, then content"] = tar => tar.Symlink("a", "b").File("a", "content"),
        ["content, then a symbolic link"] = tar => tar.File("a", "content").File("b", "other").Symlink("a", "b"),
        ["content, then a device"] = tar => tar.File("a", "content").CharacterDevice("a", 1, 3),
        ["content, then a directory"] = tar => tar.File("a", "content").Directory("a/").File("a/b", "below"),
        ["content, then a hard link to other content"] = tar => tar.File("a", "content").File("b", "other").HardLink("a", "b"),
        ["content, then a hard link to itself"] = tar => tar.File("a", "content").HardLink("b", "a").HardLink("a", "b"),
        ["content that lives on under another name"] = tar => tar.File("a", "content").HardLink("b", "a").File("a", "other"),
        ["another name gone, the first still there"] = tar => tar.File("a", "content").HardLink("b", "a").File("b", "other"),
        ["a directory, then a file"] = tar => tar.Directory("d/").File("d/a", "in d").File("d/e/b", "deeper").File("d", "a file"),
        ["a directory, then a symbolic link"] = tar => tar.File("d/a", "in d").HardLink("kept", "d/a").Symlink("d", "e"),
        ["a directory gone and made again"] = tar => tar.File("d/a", "first").Symlink("d", "e").Directory("d/").File("d/a", "second"),
        ["the same content elsewhere"] = tar => tar.File("a", "shared").File("a", "other").File("z", "shared"),
        ["large content"] = tar => tar.File("a", new string('l', 3_000_000)).File("a", "small"),
        ["a marker with content"] = tar => tar.File("d/.wh.x", "markers are empty as a rule").File(".wh..wh.aufs", "this too").File("a", "a"),
        ["a name that is not UTF-8"] = tar => tar.File([0xFF, 0xFE], "first"u8).File([0xFF, 0xFE], "second"u8),
        ["sparse, then content"] = tar => Sparse(tar, "a").File("a", "content"),
        ["content, then sparse"] = tar => Sparse(tar.File("a", "content"), "a"),
        ["sparse twice"] = tar => Sparse(Sparse(tar, "a"), "a").File("b", "content"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_tar_can_be_put_together_again_and_no_object_is_left_over(string name)
    {
        var tar = Build(Tars[name]);

        using var layer = Stage(tar);

        Assert.Equal(tar, Join(layer));
        var needed = TreeObjects.Find(layer.Tree).Select(redirect => Encoding.ASCII.GetString(redirect)[1..]);
        Assert.Equal(needed, FilesBelow(DiffPath));
        Assert.Equal(needed, FilesBelow("graphdriver/objects"));
        Assert.Equal(needed.Select(path => path[..2]).Distinct(), Directory.GetDirectories(_store.File(DiffPath)).Select(Path.GetFileName).Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_name_has_two_lines_which_other_readers_refuse(string name)
    {
        using var layer = Stage(Build(Tars[name]));

        var names = Lines(layer).Select(CleanNameOf).OfType<string>();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Lines_without_content_stay_where_nothing_is_superseded()
    {
        using var layer = Stage(Build(tar => tar.Directory("d/").File("d/a", "a").Symlink("b", "d")));

        Assert.Equal(["d", "d/a", "b"], Lines(layer).Select(CleanNameOf).OfType<string>());
    }

    [Fact]
    public void Content_that_another_layer_has_stays_in_the_pool()
    {
        using var other = Stage(Build(tar => tar.File("x", "shared")));
        var before = FilesBelow("graphdriver/objects");

        using var layer = Stage(Build(tar => tar.File("a", "shared").File("a", "other")));

        Assert.Subset(FilesBelow("graphdriver/objects").ToHashSet(), before.ToHashSet());
    }

    public void Dispose()
    {
        _pool.Dispose();
        _store.Dispose();
    }

    private string DiffPath => Path.GetRelativePath(
        _store.GraphRoot, Directory.GetDirectories(_store.File(LayerStaging.BasePath)).Select(folder => Path.Combine(folder, "layer/diff")).Single());

    private static byte[] Build(Action<TarBuilder> entries)
    {
        var tar = new TarBuilder();
        entries(tar);
        return tar.End().ToArray();
    }

    private static TarBuilder Sparse(TarBuilder tar, string name)
    {
        var map = new byte[512];
        TarBuilder.Bytes("1\n4096\n8\n").CopyTo(map, 0);
        return tar
            .Pax(
                ("GNU.sparse.major", "1"u8.ToArray()),
                ("GNU.sparse.minor", "0"u8.ToArray()),
                ("GNU.sparse.name", TarBuilder.Bytes(name)),
                ("GNU.sparse.realsize", "65536"u8.ToArray()))
            .Header('0', TarBuilder.Bytes("GNUSparseFile.0/" + name), [], map.Length + 8, new())
            .Raw(map).Raw("a sparse"u8).Pad();
    }

    private StagedLayer Stage(byte[] tar)
    {
        var stream = new LayerStream(_store.Storage.Root, _pool, PullOptions.DefaultMaximumExpansion);
        return stream.Stage(LayerSource.Unknown, new MemoryStream(tar), CancellationToken.None);
    }

    private static byte[] Join(StagedLayer layer)
    {
        using var reader = new TarSplitReader(layer.Staging.OpenSideFile(StagedLayer.TarSplitName), name => OpenByName(layer, name.Span));
        var tar = new MemoryStream();
        reader.CopyTo(tar);
        return tar.ToArray();
    }

    private static FileStream OpenByName(StagedLayer layer, ReadOnlySpan<byte> name)
    {
        Node? node = layer.Tree.Root;
        while (EntryPath.TakeFirst(ref name) is { IsEmpty: false } part)
        {
            node = Assert.IsType<DirectoryNode>(node).Find(part);
        }

        var path = Assert.IsType<RegularFileNode>(node).Redirect!.AsSpan(1);
        return new FileStream(OpenAt.Open(layer.Staging.Diff, path, OpenFlags.ReadOnly), FileAccess.Read);
    }

    private static IEnumerable<JObject> Lines(StagedLayer layer)
    {
        using var gzip = new GZipStream(layer.Staging.OpenSideFile(StagedLayer.TarSplitName), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        while (text.ReadLine() is { } line)
        {
            yield return JObject.Parse(line);
        }
    }

    private static string? CleanNameOf(JObject line)
    {
        var name = (string?)line["name"] ?? (string?)line["name_raw"];
        return name is null ? null : string.Join('/', name.Split('/').Where(part => part is not ("" or ".")));
    }

    private IEnumerable<string> FilesBelow(string folder)
    {
        var path = _store.File(folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file)).Order(StringComparer.Ordinal)
            : [];
    }
}
