using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Push;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Push;

public sealed class PushedBlobsTests : IDisposable
{
    private static readonly DiffId Layer = new(Digest.Sha256Of("tar"u8));
    private static readonly PushForm Gzip = new(MediaType.OciManifest, LayerFormat.Gzip, null);
    private static readonly ImageReference Repository = ImageReference.Parse("registry.example/name");

    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_blob_is_found_by_layer_and_form()
    {
        var blob = PushFormTests.Blob(MediaType.OciLayerGzip) with { Annotations = new Dictionary<string, string> { ["key"] = "value" } };
        using (var memory = PushedBlobs.Open(_store.Storage))
        {
            Assert.Empty(memory.Find(Layer, Gzip));
            memory.Remember(Layer, Gzip, blob, Repository);
            memory.Remember(Layer, Gzip with { Level = 9 }, PushFormTests.Blob(MediaType.OciLayerGzip), null);
        }

        using var again = PushedBlobs.Open(_store.Storage);
        var found = Assert.Single(again.Find(Layer, Gzip));
        Assert.Equal((blob.Digest, blob.Size, blob.MediaType), (found.Digest, found.Size, found.MediaType));
        Assert.Equal("value", found.Annotations["key"]);
        Assert.Single(again.Find(Layer, Gzip with { Level = 9 }));
        Assert.Empty(again.Find(Layer, Gzip with { Layers = LayerFormat.Zstd }));
        Assert.Empty(again.Find(new DiffId(Digest.Sha256Of("another"u8)), Gzip));
        Assert.Equal([Repository], again.RepositoriesOf(Layer, blob));
    }

    [Fact]
    public void Repositories_are_kept_newest_first_and_not_without_end()
    {
        using var memory = PushedBlobs.Open(_store.Storage);
        var blob = PushFormTests.Blob(MediaType.OciLayerGzip);
        for (var i = 0; i < 20; i++)
        {
            memory.Remember(Layer, Gzip, blob, ImageReference.Parse($"registry.example/name{i}"));
        }

        var repositories = memory.RepositoriesOf(Layer, blob);
        Assert.Equal("registry.example/name19", repositories[0].ToString());
        Assert.Equal(8, repositories.Count);
    }

    [Theory]
    [InlineData("{broken")]
    [InlineData("[1,null,{}]")]
    [InlineData("""[{"form":"Gzip","digest":"sha256:x","mediaType":"application/vnd.oci.image.layer.v1.tar","size":1}]""")]
    [InlineData("""[{"form":"Gzip","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","mediaType":"text/html","size":1}]""")]
    [InlineData("""[{"form":"Gzip","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","mediaType":"application/vnd.oci.image.layer.v1.tar","size":-1}]""")]
    public void What_is_damaged_is_forgotten(string content)
    {
        using var memory = PushedBlobs.Open(_store.Storage);
        _store.Write($"graphdriver/pushed/{Layer.Digest.Hex}", content);
        Assert.Empty(memory.Find(Layer, Gzip));
        memory.Remember(Layer, Gzip, PushFormTests.Blob(MediaType.OciLayerGzip), Repository);
        Assert.Single(memory.Find(Layer, Gzip));
    }

    [Fact]
    public void The_oldest_of_very_many_layers_go()
    {
        using var memory = PushedBlobs.Open(_store.Storage);
        memory.Remember(Layer, Gzip, PushFormTests.Blob(MediaType.OciLayerGzip), Repository);
        memory.Trim();
        Assert.Single(memory.Find(Layer, Gzip));
        for (var i = 0; i <= 4096; i++)
        {
            _store.Write($"graphdriver/pushed/{i:x64}", "[]");
        }

        File.SetLastWriteTimeUtc(_store.File($"graphdriver/pushed/{Layer.Digest.Hex}"), DateTime.UtcNow.AddYears(-1));
        memory.Trim();
        Assert.Empty(memory.Find(Layer, Gzip));
        Assert.Equal(2048, Directory.GetFiles(_store.File("graphdriver/pushed")).Length);
    }
}
