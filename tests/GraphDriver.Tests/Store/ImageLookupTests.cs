using GraphDriver.Store;

namespace GraphDriver.Tests.Store;

public sealed class ImageLookupTests
{
    private const string Manifest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 'a', null)]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 'a', null)]
    [InlineData("docker.io/library/debian:12", 'a', "docker.io/library/debian:12")]
    [InlineData("debian:12", 'a', "docker.io/library/debian:12")]
    [InlineData("library/debian:12", 'a', "docker.io/library/debian:12")]
    [InlineData("mine", 'b', "localhost/mine:latest")]
    [InlineData("localhost/mine", 'b', "localhost/mine:latest")]
    [InlineData("both:1", 'b', "localhost/both:1")]
    [InlineData("tool", 'c', "quay.example/team/tool:latest")]
    [InlineData("team/tool", 'c', "quay.example/team/tool:latest")]
    [InlineData("quay.example/team/tool", 'c', "quay.example/team/tool:latest")]
    [InlineData("deep", 'd', "other.example:5000/very/deep:latest")]
    [InlineData("bbbb", 'b', null)]
    [InlineData("debian@" + Manifest, 'a', null)]
    [InlineData(Manifest, 'a', null)]
    public void An_image_is_found_as_podman_finds_it(string text, char image, string? name)
    {
        using var store = Store();

        var found = new ImageLookup(store.Storage.Images.Read(), () => ["quay.example", "quay.example/team"]).Get(text);

        Assert.Equal(TemporaryStore.Image(image), found.Image.Id);
        Assert.Equal(name, found.Name);
    }

    [Theory]
    [InlineData("debian")]
    [InlineData("eep")]
    [InlineData("quay.example/tool")]
    [InlineData("ffff")]
    [InlineData("Not A Name")]
    [InlineData("")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void What_is_not_there_is_named(string text)
    {
        using var store = Store();

        var error = Assert.Throws<FileNotFoundException>(() => new ImageLookup(store.Storage.Images.Read()).Get(text));

        Assert.StartsWith(text + ": ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_beginning_of_two_ids_is_refused()
    {
        using var store = Store();
        store.AddImage('e', '1');
        using (var images = store.Storage.Images.BeginWrite())
        {
            images.Add(new ImageRecord { Id = ImageId.Parse("e" + new string('0', 63)) });
            images.Save();
        }

        Assert.Throws<InvalidDataException>(() => new ImageLookup(store.Storage.Images.Read()).Find("e"));
    }

    private static TemporaryStore Store()
    {
        var store = new TemporaryStore();
        store.AddImage('a', '1', "docker.io/library/debian:12", "docker.io/library/both:1");
        store.AddImage('b', '1', "localhost/mine:latest", "localhost/both:1");
        store.AddImage('c', '1', "quay.example/team/tool:latest");
        store.AddImage('d', '1', "other.example:5000/very/deep:latest");
        return store;
    }
}
