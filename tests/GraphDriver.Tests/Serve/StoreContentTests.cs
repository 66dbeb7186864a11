using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Server;
using GraphDriver.Serve;
using GraphDriver.Store;
using GraphDriver.Tests.Checks;

namespace GraphDriver.Tests.Serve;

/// <summary>A store as a registry serves it.</summary>
public sealed class StoreContentTests
{
    private static RepositoryName Name(string text) => RepositoryName.Parse(text);

    private static TagOrDigest Reference(string text) => TagOrDigest.TryParse(text, out var reference) ? reference : throw new FormatException(text);

    [Fact]
    public void An_image_is_served_by_its_names_with_its_id_and_plain_layers()
    {
        using var store = new PulledStore();
        var content = new StoreContent(store.Store.Storage);
        Assert.Superset(new HashSet<string> { "app", "registry.example/app" }, content.ListRepositories().Select(name => $"{name}").ToHashSet());
        var manifest = content.FindManifest(Name("registry.example/app"), Reference("1"))!;
        Assert.Equal(manifest.Bytes, content.FindManifest(Name("app"), Reference("1"))!.Bytes);
        Assert.Equal(manifest.Bytes, content.FindManifest(Name("app"), Reference($"{manifest.Digest}"))!.Bytes);
        Assert.Equal(["1"], content.ListTags(Name("app"))!);
        Assert.Null(content.ListTags(Name("none")));
        Assert.Null(content.FindManifest(Name("app"), Reference("2")));
        Assert.Null(content.Writer);
        var parsed = (Manifest)ManifestParser.Parse(manifest.Bytes, manifest.MediaType, "");
        Assert.Equal(store.Image.Hex, parsed.Config.Digest.Hex);
        Assert.All(parsed.Layers.Prepend(parsed.Config), blob =>
        {
            var served = content.FindBlob(Name("app"), blob.Digest)!;
            var bytes = Read(served, 0, served.Size);
            Assert.Equal((blob.Size, blob.Digest), (served.Size, Digest.Sha256Of(bytes)));
            Assert.Equal(bytes[5..105], Read(served, 5, 100));
            Assert.Equal(bytes[^1..], Read(served, bytes.Length - 1, 1));
        });
        Assert.Null(content.FindBlob(Name("none"), parsed.Config.Digest));
    }

    [Fact]
    public void A_damaged_layer_is_not_given_to_its_end()
    {
        using var store = new PulledStore();
        var content = new StoreContent(store.Store.Storage);
        var manifest = content.FindManifest(Name("app"), Reference("1"))!;
        var layer = ((Manifest)ManifestParser.Parse(manifest.Bytes, manifest.MediaType, "")).Layers[0];
        PulledStore.Flip(store.Store.File(PulledStore.ObjectOf(store.Base, 'b')), 17);
        var blob = content.FindBlob(Name("app"), layer.Digest)!;
        Assert.Throws<InvalidDataException>(() => Read(blob, 0, blob.Size));
    }

    [Fact]
    public void A_path_that_is_two_images_is_refused_and_each_is_found_by_its_whole_name()
    {
        using var store = new PulledStore();
        var storage = store.Store.Storage;
        using (var images = storage.Images.BeginWrite())
        {
            images.AddNames(store.Image, ["other.example/app:2"]);
            images.Save();
        }

        var content = new StoreContent(storage);
        Assert.NotNull(content.FindManifest(Name("app"), Reference("2")));
        Assert.Null(content.FindManifest(Name("registry.example/app"), Reference("2")));
        AddImage(store, "other.example/app:1");
        var error = Assert.Throws<RefusalException>(() => content.FindManifest(Name("app"), Reference("1")));
        Assert.Contains("other.example/app:1", error.Message, StringComparison.Ordinal);
        Assert.NotNull(content.FindManifest(Name("registry.example/app"), Reference("1")));
    }

    private static void AddImage(PulledStore store, string name)
    {
        var image = store.Store.Storage.Images.Read().Find(store.Image)!;
        using var images = store.Store.Storage.Images.BeginWrite();
        images.Add(image with { Id = ImageId.Parse(new string('7', 64)), Names = [name] });
        images.Save();
    }

    private static byte[] Read(ServedBlob blob, long offset, long length)
    {
        using var section = blob.OpenSection(offset, length);
        using var copy = new MemoryStream();
        section.CopyTo(copy);
        return copy.ToArray();
    }
}
