using System.Runtime.Versioning;
using System.Text;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Savings.Demo;
using GraphDriver.Savings.Demo.Content;

namespace GraphDriver.Tests.Savings.Demo;

/// <summary>The tars of the demo's images, and how plain overlay has them.</summary>
[SupportedOSPlatform("linux")]
public sealed class LayerTarTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("demo");

    public void Dispose() => _folder.Delete(recursive: true);

    [RootFact]
    public void Images_differ_in_one_file_and_unpack_to_what_was_read()
    {
        var source = $"{_folder.FullName}/source";
        Directory.CreateDirectory($"{source}/in");
        File.WriteAllText($"{source}/in/one", "content of one");
        File.WriteAllBytes($"{source}/two", new byte[100_000]);
        File.CreateSymbolicLink($"{source}/link", "in/one");
        File.SetUnixFileMode($"{source}/two", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc($"{source}/two", DateTime.UnixEpoch.AddSeconds(1_000_000_000));
        using var layer = Write([$"{source}/link"], [$"{source}/in/one", $"{source}/two", $"{source}/gone"]);

        Assert.Equal((3, 1, 100_000L + 14 + 3000), (layer.Files, layer.Skipped, layer.ContentBytes));
        string[] trees = [Unpack(layer, 1), Unpack(layer, 2)];
        Assert.Equal("content of one", File.ReadAllText($"{trees[0]}{source}/in/one"));
        Assert.Equal("in/one", new FileInfo($"{trees[0]}{source}/link").LinkTarget);
        Assert.Equal(new byte[100_000], File.ReadAllBytes($"{trees[1]}{source}/two"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode($"{trees[1]}{source}/two"));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_000_000_000), File.GetLastWriteTimeUtc($"{trees[1]}{source}/two"));
        Assert.Equal(["etc/graphdriver-demo"], Files(trees[0]).Where(name => !File.ReadAllBytes($"{trees[0]}/{name}").SequenceEqual(File.ReadAllBytes($"{trees[1]}/{name}"))));
        Assert.Equal(Files(trees[0]), Files(trees[1]));
        Assert.Equal(3000, new FileInfo($"{trees[0]}/etc/graphdriver-demo").Length);
        Assert.Equal(layer.Size, Length(layer.Open(7)));
    }

    [Fact]
    public void A_file_that_has_to_be_there_is_missed() =>
        Assert.ThrowsAny<IOException>(() => Write([$"{_folder.FullName}/gone"], []).Dispose());

    [Fact]
    public void A_plain_tree_leads_nowhere_else()
    {
        using var tar = new TarStream([new(new TarEntryDescription { Type = TarEntryType.RegularFile, Name = "../out"u8.ToArray() })]);
        var tree = Directory.CreateDirectory($"{_folder.FullName}/tree").FullName;
        Assert.ThrowsAny<IOException>(() => PlainTree.Unpack(tar, tree, default));
        Assert.False(File.Exists($"{_folder.FullName}/out"));
    }

    private LayerTar Write(IEnumerable<string> required, IEnumerable<string> files) => LayerTar.Write(
        $"{_folder.FullName}/layer.tar",
        new LayerEntries(required.Select(Bytewise), files.Select(file => new MachineFile(Bytewise(file), 0))),
        3000,
        default);

    private string Unpack(LayerTar layer, int number)
    {
        var tree = Directory.CreateDirectory($"{_folder.FullName}/tree{number}").FullName;
        using var tar = layer.Open(number);
        PlainTree.Unpack(tar, tree, default);
        return tree;
    }

    private static long Length(Stream stream)
    {
        using var copy = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(copy);
        }

        return copy.Length;
    }

    private static List<string> Files(string tree) =>
        [.. Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(tree, file)).Order()];

    private static string Bytewise(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));
}
