using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Tests.Objects;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Layers;

public sealed class GarbageCollectionTests : IDisposable
{
    private static readonly byte[] Content = [.. "content"u8];
    private static readonly byte[] Path = ObjectFolders.PathOf(Content);

    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Layers_that_nothing_needs_go_from_the_top_once_they_are_old()
    {
        _store.AddLayer('1');
        _store.AddLayer('2', '1');
        _store.AddLayer('3', '2');
        _store.AddLayer('4', '1');
        _store.AddImage('a', '4');
        var collection = new GarbageCollection(_store.Storage);

        Assert.Empty(collection.Run(TimeSpan.FromHours(1), CancellationToken.None).Layers);
        var removed = collection.Run(TimeSpan.FromHours(-1), CancellationToken.None).Layers;

        Assert.Equal([TemporaryStore.Layer('3'), TemporaryStore.Layer('2')], removed);
        Assert.Equal(2, _store.Storage.Layers.Read().Records.Count);
    }

    [Fact]
    public void Documents_of_an_image_that_never_was_go()
    {
        _store.AddLayer('1');
        _store.AddImage('a', '1');
        Directory.CreateDirectory(_store.File($"overlay-images/{TemporaryStore.Image('b')}"));
        _store.Write($"overlay-images/{TemporaryStore.Image('b')}/manifest", "{}");

        new GarbageCollection(_store.Storage).Run(TimeSpan.Zero, CancellationToken.None);

        Assert.False(Directory.Exists(_store.File($"overlay-images/{TemporaryStore.Image('b')}")));
        Assert.True(File.Exists(_store.File($"overlay-images/{TemporaryStore.Image('a')}/manifest")));
    }

    [Fact]
    public async Task A_file_that_is_being_written_stays_until_its_writer_is_gone()
    {
        var written = $"overlay-images/{TemporaryStore.Image('a')}/.tmp-manifest123";
        _store.AddImage('a', '1');
        _store.Write(written, "{}");
        Task<CollectedGarbage> collection;
        using (_store.Storage.Images.BeginWrite())
        {
            collection = Task.Run(() => new GarbageCollection(_store.Storage).Run(TimeSpan.Zero, CancellationToken.None));
            await Task.WhenAny(collection, Task.Delay(200));
            Assert.True(File.Exists(_store.File(written)));
        }

        Assert.Equal(1, (await collection).TemporaryFiles);
        Assert.False(File.Exists(_store.File(written)));
    }

    [Fact]
    public void The_layer_of_a_container_stays()
    {
        _store.AddLayer('1');
        _store.AddLayer('2', '1');
        _store.AddContainer('c', 'a', '2');

        Assert.Empty(new GarbageCollection(_store.Storage).Run(TimeSpan.FromHours(-1), CancellationToken.None).Layers);
    }

    [Fact]
    public void What_a_dead_process_left_in_staging_goes_with_its_objects()
    {
        Abandon("left");
        using (var alive = LayerStaging.Create(_store.Storage.Root))
        {
            var garbage = new GarbageCollection(_store.Storage).Run(TimeSpan.Zero, CancellationToken.None);

            Assert.Equal(1, garbage.StagingDirectories);
            Assert.False(Directory.Exists(_store.File("overlay/staging/left")));
            Assert.Single(Directory.EnumerateDirectories(_store.File("overlay/staging")));
        }

        Assert.Empty(PoolFiles());
        Assert.Empty(Directory.EnumerateFiles(_store.File("graphdriver/holders")));
    }

    [Theory]
    [InlineData("overlay/staging/left")]
    [InlineData("graphdriver/holders/left")]
    public void The_next_pull_finds_objects_that_another_tool_left_alone(string removed)
    {
        Abandon("left");
        var isKnown = !removed.Contains("holders", StringComparison.Ordinal);
        if (!isKnown)
        {
            File.Delete(_store.File(removed));
        }

        Directory.Delete(_store.File("overlay/staging/left"), recursive: true);
        using var pool = ObjectPool.Open(_store.Storage.Root.Root);

        PoolUpkeep.Run(_store.Storage.Root, pool, CancellationToken.None);

        Assert.Equal(isKnown, PoolFiles().Length == 0);
    }

    [Fact]
    public void A_staging_directory_that_is_given_up_leaves_no_object()
    {
        using (var staging = LayerStaging.Create(_store.Storage.Root))
        using (var pool = ObjectPool.Open(_store.Storage.Root.Root))
        {
            new LayerObjects(pool, staging.Diff).Add(Path, Content);
            Assert.Single(PoolFiles());
        }

        Assert.Empty(PoolFiles());
        Assert.Empty(Directory.EnumerateDirectories(_store.File("overlay/staging")));
    }

    /// <summary>What is left of a process that died while it staged a layer.</summary>
    private void Abandon(string name)
    {
        Directory.CreateDirectory(_store.File($"overlay/staging/{name}/layer/diff"));
        File.WriteAllText(_store.File($"overlay/staging/{name}/staging.lock"), "");
        ObjectHolders.Add(_store.Storage.Root.Root, name);
        using var pool = ObjectPool.Open(_store.Storage.Root.Root);
        using var diff = OpenAt.Open(_store.Storage.Root.Root, $"overlay/staging/{name}/layer/diff", OpenFlags.Directory | OpenFlags.ReadOnly);
        new LayerObjects(pool, diff).Add(Path, Content);
    }

    private string[] PoolFiles() => Directory.GetFiles(_store.File("graphdriver/objects"), "*", SearchOption.AllDirectories);
}
