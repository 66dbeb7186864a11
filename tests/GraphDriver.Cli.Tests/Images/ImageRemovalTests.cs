using GraphDriver.Cli.Images;
using GraphDriver.Configuration;
using GraphDriver.Containers;
using GraphDriver.Store;

namespace GraphDriver.Cli.Tests.Images;

public sealed class ImageRemovalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-rmi").FullName;
    private readonly ContainerStorage _storage;

    public ImageRemovalTests()
    {
        _storage = ContainerStorage.Open(new StorageConfiguration { Driver = "overlay", GraphRoot = $"{_folder}/root", RunRoot = $"{_folder}/run" });
        Add('a', "localhost/one:1", "localhost/two:1");
        Add('b', "localhost/three:1");
        Add('c');
    }

    public void Dispose()
    {
        _storage.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Given_by_one_of_several_names_an_image_loses_it()
    {
        var removed = Removal().Remove("one:1");

        Assert.Equal(["localhost/one:1"], removed.Untagged);
        Assert.Null(removed.Deleted);
        Assert.Equal(["localhost/two:1"], _storage.Images.Read().Find(Id('a'))!.Names);
    }

    [Theory]
    [InlineData("three:1", 'b', 1)]
    [InlineData("bbbbbb", 'b', 1)]
    [InlineData("cccccc", 'c', 0)]
    public void Given_by_its_last_name_or_its_id_an_image_goes(string text, char image, int names)
    {
        var removed = Removal().Remove(text);

        Assert.Equal(Id(image), removed.Deleted);
        Assert.Equal(names, removed.Untagged.Count);
        Assert.Null(_storage.Images.Read().Find(Id(image)));
        Assert.False(Directory.Exists($"{_folder}/root/overlay-images/{Id(image)}"));
    }

    [Fact]
    public void Given_by_its_id_an_image_with_several_names_goes_by_force_only()
    {
        var error = Assert.Throws<IOException>(() => Removal().Remove("aaaaaa"));
        Assert.Contains("localhost/one:1, localhost/two:1", error.Message.Replace("localhost/two:1, localhost/one:1", "localhost/one:1, localhost/two:1", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Equal(Id('a'), Removal(force: true).Remove("aaaaaa").Deleted);
    }

    [Fact]
    public void What_is_not_there_is_an_error_unless_forced()
    {
        Assert.Throws<FileNotFoundException>(() => Removal().Remove("nothing"));
        Assert.Equal([], Removal(force: true).Remove("nothing").Untagged);
    }

    [Fact]
    public void An_image_that_another_tools_container_uses_stays_even_by_force()
    {
        using (var containers = _storage.Containers.BeginWrite())
        {
            containers.Add(new ContainerRecord { Id = ContainerId.Parse(new string('d', 64)), ImageId = Id('b'), LayerId = LayerId.CreateRandom(), Names = ["box"] });
            containers.Save();
        }

        var error = Assert.Throws<StoreItemInUseException>(() => Removal(force: true).Remove("three:1"));

        Assert.Contains("dddddddddddd (box)", error.Message, StringComparison.Ordinal);
        Assert.NotNull(_storage.Images.Read().Find(Id('b')));
    }

    private static ImageId Id(char digit) => ImageId.Parse(new string(digit, 64));

    private ImageRemoval Removal(bool force = false) => new(_storage, new ContainerEngine(_storage, []), force);

    private void Add(char digit, params string[] names)
    {
        using var images = _storage.Images.BeginWrite();
        images.Add(new ImageRecord { Id = Id(digit), Names = names });
        images.WriteBigData(Id(digit), "manifest", "{}"u8);
        images.Save();
    }
}
