using GraphDriver.Linux.Files;
using GraphDriver.Objects;

namespace GraphDriver.Tests.Objects;

public sealed class ObjectPoolTests : IDisposable
{
    private static readonly byte[] Content = [.. "the content of an object"u8];
    private static readonly byte[] Path = ObjectFolders.PathOf(Content);

    private readonly ObjectFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void A_content_that_one_layer_has_is_the_same_inode_in_the_next()
    {
        var (first, second) = (_folders.NewDiff("first"), _folders.NewDiff("second"));
        new LayerObjects(_folders.Pool, first).Add(Path, Content);

        Assert.True(_folders.Pool.TryLinkInto(second, Path, Content.Length));

        var status = Statx.Query(second, Path);
        Assert.True(status.IsSameFile(Statx.Query(first, Path)));
        Assert.Equal(3u, status.Nlink);
        Assert.Equal(0x124u, status.Permissions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void A_content_that_comes_again_is_shared_however_it_is_written(int othersBefore)
    {
        var (first, second) = (_folders.NewDiff("first"), _folders.NewDiff("second"));
        new LayerObjects(_folders.Pool, first).Add(Path, Content);
        var objects = new LayerObjects(_folders.Pool, second);
        for (var i = 0; i < othersBefore; i++)
        {
            var other = BitConverter.GetBytes(i);
            objects.Add(ObjectFolders.PathOf(other), other);
        }

        objects.Add(Path, Content);
        objects.Add(Path, Content);

        Assert.True(Statx.Query(second, Path).IsSameFile(Statx.Query(first, Path)));
        Assert.Equal(othersBefore + 1, Directory.EnumerateFiles(_folders.File("second"), "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void A_damaged_entry_gives_way_to_what_is_written()
    {
        var (first, second) = (_folders.NewDiff("first"), _folders.NewDiff("second"));
        new LayerObjects(_folders.Pool, first).Add(Path, Content.AsSpan(1));
        UnlinkAt.Unlink(first, Path);
        using var pool = ObjectPool.Open(_folders.Root);
        Directory.CreateDirectory(_folders.File($"second/{System.Text.Encoding.ASCII.GetString(Path[..2])}"));
        File.WriteAllBytes(_folders.File($"second/{System.Text.Encoding.ASCII.GetString(Path)}"), Content);

        Assert.True(pool.Publish(second, Path, Content.Length));

        Assert.Equal(Content, File.ReadAllBytes(_folders.PoolFile(Path)));
    }

    [Fact]
    public void A_content_that_is_not_there_is_not_linked() =>
        Assert.False(_folders.Pool.TryLinkInto(_folders.NewDiff("layer"), Path, Content.Length));

    [Fact]
    public void An_entry_of_another_size_goes_out_of_the_pool()
    {
        new LayerObjects(_folders.Pool, _folders.NewDiff("first")).Add(Path, Content.AsSpan(1));

        Assert.False(_folders.Pool.TryLinkInto(_folders.NewDiff("second"), Path, Content.Length));

        Assert.False(File.Exists(_folders.PoolFile(Path)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_entry_from_before_a_crash_is_read_before_it_is_believed(bool isWhole)
    {
        var bytes = isWhole ? Content : new byte[Content.Length];
        new LayerObjects(_folders.Pool, _folders.NewDiff("first")).Add(Path, bytes);
        File.SetLastWriteTimeUtc(_folders.PoolFile(Path), DateTime.UnixEpoch.AddDays(1));

        Assert.Equal(isWhole, _folders.Pool.TryLinkInto(_folders.NewDiff("second"), Path, Content.Length));

        Assert.Equal(isWhole, File.Exists(_folders.PoolFile(Path)));
        Assert.True(!isWhole || File.GetLastWriteTimeUtc(_folders.PoolFile(Path)) > DateTime.UtcNow.AddHours(-1));
    }

    [Fact]
    public void An_entry_from_before_a_recorded_flush_is_believed()
    {
        new LayerObjects(_folders.Pool, _folders.NewDiff("first")).Add(Path, new byte[Content.Length]);
        File.SetLastWriteTimeUtc(_folders.PoolFile(Path), DateTime.UnixEpoch.AddDays(1));
        EntryTrust.RecordFlush(_folders.Root, DateTimeOffset.UnixEpoch.AddDays(2));
        _folders.Reopen();

        Assert.True(_folders.Pool.TryLinkInto(_folders.NewDiff("second"), Path, Content.Length));
    }

    [Fact]
    public void An_entry_is_swept_once_no_layer_has_it()
    {
        var diff = _folders.NewDiff("layer");
        new LayerObjects(_folders.Pool, diff).Add(Path, Content);
        Assert.Null(_folders.Pool.Sweep(Path));

        UnlinkAt.Unlink(diff, Path);

        Assert.NotNull(_folders.Pool.Sweep(Path));
        Assert.False(File.Exists(_folders.PoolFile(Path)));
        Assert.Null(_folders.Pool.Sweep(Path));
    }

    [Fact]
    public void Releasing_a_layer_leaves_what_another_has()
    {
        byte[] own = [.. "in one layer only"u8];
        var (first, second) = (_folders.NewDiff("first"), _folders.NewDiff("second"));
        new LayerObjects(_folders.Pool, first).Add(Path, Content);
        new LayerObjects(_folders.Pool, first).Add(ObjectFolders.PathOf(own), own);
        Assert.True(_folders.Pool.TryLinkInto(second, Path, Content.Length));

        ObjectRelease.Run(_folders.Pool, first);

        Assert.True(File.Exists(_folders.PoolFile(Path)));
        Assert.False(File.Exists(_folders.PoolFile(ObjectFolders.PathOf(own))));
        Assert.Empty(Directory.EnumerateFiles(_folders.File("first"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_sweep_of_all_finds_what_no_layer_has()
    {
        byte[] lost = [.. "its layer is gone"u8];
        var diff = _folders.NewDiff("layer");
        new LayerObjects(_folders.Pool, diff).Add(Path, Content);
        new LayerObjects(_folders.Pool, diff).Add(ObjectFolders.PathOf(lost), lost);
        UnlinkAt.Unlink(diff, ObjectFolders.PathOf(lost));

        Assert.Equal(1, ObjectRelease.SweepAll(_folders.Pool, CancellationToken.None).Objects);

        Assert.True(File.Exists(_folders.PoolFile(Path)));
    }

    [Fact]
    public void An_object_with_all_the_names_that_it_can_have_is_copied_for_the_next_layers()
    {
        using var pool = ObjectPool.Open(_folders.Root, maximumLinks: 3);
        var diffs = Enumerable.Range(0, 7).Select(i => _folders.NewDiff($"layer{i}")).ToList();
        new LayerObjects(pool, diffs[0]).Add(Path, Content);
        diffs.Skip(1).ToList().ForEach(diff => Assert.True(pool.TryLinkInto(diff, Path, Content.Length)));

        Assert.All(diffs, diff => Assert.InRange(Statx.Query(diff, Path).Nlink, 1u, 3u));
        Assert.All(diffs, diff => Assert.Equal(0x124u, Statx.Query(diff, Path).Permissions));
        Assert.Equal(4, diffs.Select(diff => Statx.Query(diff, Path).Ino).Distinct().Count());
        Assert.Equal(Content, File.ReadAllBytes(_folders.PoolFile(Path)));
    }
}
