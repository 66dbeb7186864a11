using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Tests.Files;

public sealed class TreeRemoverTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_tree_goes_and_what_its_links_point_at_stays()
    {
        Directory.CreateDirectory(_scratch["tree/a/b"]);
        Directory.CreateDirectory(_scratch["outside"]);
        File.WriteAllText(_scratch["outside/kept"], "x");
        File.WriteAllText(_scratch["tree/a/file"], "x");
        File.CreateSymbolicLink(_scratch["tree/a/link"], _scratch["outside"]);
        MknodAt.Make(_scratch.Handle, "tree/fifo", FileType.Fifo, 0x1A4);
        TreeRemover.Remove(_scratch.Handle, "tree");
        Assert.False(Directory.Exists(_scratch["tree"]));
        Assert.True(File.Exists(_scratch["outside/kept"]));
    }

    [Fact]
    public void A_link_is_removed_itself()
    {
        Directory.CreateDirectory(_scratch["outside"]);
        SymlinkAt.Create("outside", _scratch.Handle, "link");
        TreeRemover.Remove(_scratch.Handle, "link");
        Assert.Equal(["outside"], DirectoryReader.Read(_scratch.Handle).Select(e => e.ToString()));
    }

    [Fact]
    public void Nothing_there_is_no_error() => TreeRemover.Remove(_scratch.Handle, "missing");

    [Fact]
    public void Read_only_directories_are_no_obstacle()
    {
        Directory.CreateDirectory(_scratch["tree/a"]);
        File.WriteAllText(_scratch["tree/a/file"], "x");
        FChmodAt.Set(_scratch.Handle, "tree/a", 0x16D);
        FChmodAt.Set(_scratch.Handle, "tree", 0);
        TreeRemover.Remove(_scratch.Handle, "tree");
        Assert.Empty(DirectoryReader.Read(_scratch.Handle));
    }

    [Fact]
    public void A_tree_deeper_than_open_files_allow_is_removed()
    {
        MkdirAt.Make(_scratch.Handle, "deep", 0x1ED);
        var at = OpenAt.Open(_scratch.Handle, "deep", OpenFlags.Directory);
        for (var i = 0; i < 1500; i++)
        {
            MkdirAt.Make(at, "d", 0x1ED);
            MkdirAt.Make(at, "e", 0x1ED);
            var next = OpenAt.Open(at, "d", OpenFlags.Directory);
            at.Dispose();
            at = next;
        }

        at.Dispose();
        TreeRemover.Remove(_scratch.Handle, "deep");
        Assert.Empty(DirectoryReader.Read(_scratch.Handle));
    }
}
