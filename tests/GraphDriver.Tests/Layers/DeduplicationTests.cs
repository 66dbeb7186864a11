using GraphDriver.Layers;
using GraphDriver.Linux.Locks;
using GraphDriver.Objects.Index;
using GraphDriver.Tests.Objects;

namespace GraphDriver.Tests.Layers;

public sealed class DeduplicationTests : IDisposable
{
    private static readonly byte[] First = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 3))];
    private static readonly byte[] Second = [.. "another content"u8];

    private readonly ForeignStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Equal_objects_of_layers_of_podman_become_one_and_join_the_pool()
    {
        var lower = _store.AddFlatLayer('a', withCache: true, (First, null), (Second, null));
        var upper = _store.AddFlatLayer('b', withCache: false, (First, null));
        var blocks = Status(upper, First).Blocks * 512;
        Assert.False(Status(lower, First).IsSameFile(Status(upper, First)));

        var done = Run();

        Assert.True(Status(lower, First).IsSameFile(Status(upper, First)));
        Assert.True(Status(lower, First).IsSameFile(_store.Status($"root/graphdriver/objects/{ForeignStore.ObjectName(First)}")));
        Assert.Equal(First, File.ReadAllBytes(_store.PathOf($"root/overlay/{upper}/diff/{ForeignStore.ObjectName(First)}")));
        Assert.Equal((2, 2L, 1L, 0L), (done.Layers, done.ObjectsAdded, done.ObjectsMerged, done.ObjectsDamaged));
        Assert.Equal(blocks, done.BytesMerged);
        using var index = ObjectIndex.Open(_store.Storage.Root.Root);
        Assert.True(index.TryFindVerity(System.Security.Cryptography.SHA256.HashData(Second), out _));

        var again = Run();
        Assert.Equal((0L, 0L, 0L), (again.ObjectsAdded, again.ObjectsMerged, again.Saved));
    }

    [Fact]
    public void What_podman_removes_afterwards_leaves_the_pool_with_the_next_collection()
    {
        var layer = _store.AddFlatLayer('a', withCache: true, (First, null));
        Run();
        Directory.Delete(_store.PathOf($"root/overlay/{layer}"), recursive: true);

        PoolUpkeep.Run(_store.Storage.Root, _store.Pool, CancellationToken.None);

        Assert.Empty(Directory.GetFiles(_store.PathOf("root/graphdriver/objects"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Objects_that_are_damaged_are_told_of_and_left_alone()
    {
        var sound = _store.AddFlatLayer('a', withCache: false, (First, null));
        var damaged = _store.AddFlatLayer('b', withCache: false, (First, [.. First.Reverse()]), (Second, [.. "something else!"u8]));
        var told = new List<string>();

        var done = new Deduplication(_store.Storage, told.Add).Run(CancellationToken.None);

        Assert.Equal(2, done.ObjectsDamaged);
        Assert.Equal(2, told.Count);
        Assert.Contains(told, line => line.Contains(ForeignStore.ObjectName(Second), StringComparison.Ordinal));
        Assert.False(File.Exists(_store.PathOf($"root/graphdriver/objects/{ForeignStore.ObjectName(Second)}")));
        Assert.Equal(First, File.ReadAllBytes(_store.PathOf($"root/overlay/{sound}/diff/{ForeignStore.ObjectName(First)}")));
        Assert.NotEqual(First, File.ReadAllBytes(_store.PathOf($"root/overlay/{damaged}/diff/{ForeignStore.ObjectName(First)}")));
    }

    [Fact]
    public void A_run_that_was_killed_leaves_nothing_that_the_next_one_does_not_take_away()
    {
        _store.AddFlatLayer('a', withCache: true, (First, null));
        _store.Write("root/graphdriver/dedup/object", First);

        Run();

        Assert.Equal([".lock"], Directory.GetFiles(_store.PathOf("root/graphdriver/dedup")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_that_is_cancelled_leaves_right_layers_and_the_next_goes_on()
    {
        var lower = _store.AddFlatLayer('a', withCache: true, (First, null), (Second, null));
        var upper = _store.AddFlatLayer('b', withCache: true, (First, null), (Second, null));
        Assert.Throws<OperationCanceledException>(() => new Deduplication(_store.Storage).Run(new CancellationToken(canceled: true)));

        Run();

        Assert.True(Status(lower, First).IsSameFile(Status(upper, First)));
        Assert.True(Status(lower, Second).IsSameFile(Status(upper, Second)));
    }

    [Fact]
    public void Two_at_once_are_one_too_many()
    {
        _store.AddFlatLayer('a', withCache: true, (First, null));
        Run();
        using var held = RecordLock.Acquire(_store.Storage.Root.Root, "graphdriver/dedup/.lock", LockMode.Exclusive);

        Assert.Contains("another process", Assert.ThrowsAny<IOException>(Run).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_plain_layers_stay_files_of_their_own()
    {
        var lower = _store.AddPlainLayer('a', "usr/file", First);
        var upper = _store.AddPlainLayer('b', "usr/other", First);

        Run();

        Assert.Equal(1u, _store.Status($"root/overlay/{lower}/diff/usr/file").Nlink);
        Assert.Equal(1u, _store.Status($"root/overlay/{upper}/diff/usr/other").Nlink);
        Assert.Equal(First, File.ReadAllBytes(_store.PathOf($"root/overlay/{upper}/diff/usr/other")));
    }

    private Deduplicated Run() => new Deduplication(_store.Storage).Run(CancellationToken.None);

    private GraphDriver.Linux.Files.FileStatus Status(GraphDriver.Store.LayerId layer, byte[] content) =>
        _store.Status($"root/overlay/{layer}/diff/{ForeignStore.ObjectName(content)}");
}
