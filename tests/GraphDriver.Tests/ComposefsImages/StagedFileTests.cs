using GraphDriver.ComposefsImages;

namespace GraphDriver.Tests.ComposefsImages;

public sealed class StagedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-staged-").FullName;

    [Fact]
    public void File_appears_when_it_is_complete()
    {
        var path = Path.Combine(_folder, "image");
        File.WriteAllText(path, "former");
        using (var file = new StagedFile(path))
        {
            file.Stream.Write("new"u8);
            Assert.Equal("former", File.ReadAllText(path));
            file.Complete();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Nothing_is_left_of_what_was_not_completed()
    {
        using (var file = new StagedFile(Path.Combine(_folder, new string('n', 255))))
        {
            file.Stream.Write("new"u8);
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Links_and_devices_are_written_in_place()
    {
        var (target, link) = (Path.Combine(_folder, "target"), Path.Combine(_folder, "link"));
        File.WriteAllText(target, "longer than what is written");
        File.CreateSymbolicLink(link, "target");
        using (var file = new StagedFile(link))
        {
            file.Stream.Write("new"u8);
            file.Complete();
        }

        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal("target", new FileInfo(link).LinkTarget);
        using var nothing = new StagedFile("/dev/null");
        nothing.Complete();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
