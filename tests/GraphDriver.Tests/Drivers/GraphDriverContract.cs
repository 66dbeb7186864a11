using System.IO.Compression;
using System.Text;
using GraphDriver.Changes;
using GraphDriver.Drivers;
using GraphDriver.Linux.Files;
using GraphDriver.Mounts;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;
using GraphDriver.Store;
using GraphDriver.Testing;
using GraphDriver.Tests.Mounts;
using ZstdSharp;

namespace GraphDriver.Tests.Drivers;

/// <summary>What every <see cref="IGraphDriver"/> does. A driver's own test class derives from this one and makes the driver.</summary>
public abstract class GraphDriverContract : IDisposable
{
    private readonly MountableStore _store = new();
    private IGraphDriver? _driver;

    protected IGraphDriver Driver => _driver ??= CreateDriver(_store.Storage);

    /// <summary>The driver to test, on an empty store.</summary>
    protected abstract IGraphDriver CreateDriver(ContainerStorage storage);

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [RootFact]
    public void A_tar_comes_back_byte_for_byte_whatever_it_was_compressed_with()
    {
        var tar = Tar(t => t
            .Directory("./").File("./a", "content").HardLink("b", "a").File("empty", "").Symlink("link", "a").File("big", new string('x', 600_000))
            .File("twice", "first").File("twice", "second").File([0xFF], "not UTF-8"u8));
        Assert.Equal(tar, Read(Driver.Apply(new MemoryStream(tar), default)));

        foreach (var compress in (Func<byte[], byte[]>[])[Gzip, Zstd])
        {
            var own = Tar(t => t.File("by", compress.Method.Name));
            var blob = compress(own);
            var id = Driver.Apply(new MemoryStream(blob), default);
            Assert.Equal(own, Read(id));
            var record = Find(id)!;
            Assert.Equal((Digest.Sha256Of(blob), blob.Length), (record.CompressedDigest, record.CompressedSize));
            Assert.Equal((Digest.Sha256Of(own), own.Length), (record.UncompressedDigest, record.UncompressedSize));
        }
    }

    [RootFact]
    public void A_mount_shows_a_layer_over_its_parents()
    {
        var lower = Apply(default, t => t.Directory("d/").File("d/gone", "x").File("d/kept", "kept").File("changed", "old"));
        var upper = Apply(lower, t => t.File("d/.wh.gone", "").File("changed", "new").File("added", "added"));
        Assert.Equal(lower, Find(upper)!.Parent);

        var path = Driver.Mount(upper, new MountRequest { ReadOnly = true });

        Assert.Equal("new", File.ReadAllText(Path.Combine(path, "changed")));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(path, "d/kept")));
        Assert.False(File.Exists(Path.Combine(path, "d/gone")));
        Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(path, "new"), "x"));
        Driver.Unmount(upper);
    }

    [RootFact]
    public void Writes_go_to_the_read_write_layer_and_stay_there()
    {
        var parent = Apply(default, t => t.Directory("./", new() { Mode = 0x1C0, Uid = 5, Gid = 6 }).File("file", "of the image"));
        var container = Create(parent);

        var path = Driver.Mount(container, new MountRequest());
        File.WriteAllText(Path.Combine(path, "file"), "changed");
        Driver.Unmount(container);

        Assert.Equal("changed", File.ReadAllText(Path.Combine(Driver.Mount(container, new MountRequest()), "file")));
        var root = Statx.Query(WorkingDirectory.Handle, path);
        Assert.Equal((0x1C0u, 5u, 6u), (root.Permissions, root.Uid, root.Gid));
        Assert.Equal("of the image", File.ReadAllText(Path.Combine(Driver.Mount(parent, new MountRequest { ReadOnly = true }), "file")));
        Assert.Equal(2, Driver.ListMounts().Count);
        Driver.Unmount(container);
        Driver.Unmount(parent);
    }

    [RootFact]
    public void A_mount_goes_with_its_last_user()
    {
        var layer = Apply(default, t => t.File("file", "content"));

        var path = Driver.Mount(layer, new MountRequest { ReadOnly = true });
        Assert.Equal(path, Driver.Mount(layer, new MountRequest { ReadOnly = true }));
        Assert.Equal((layer, path, 2), Driver.ListMounts().Select(mount => (mount.Layer, mount.Path, mount.Count)).Single());

        Assert.Equal(1, Driver.Unmount(layer));
        Assert.True(File.Exists(Path.Combine(path, "file")));
        Assert.Equal(0, Driver.Unmount(layer));
        Assert.Null(Driver.Unmount(layer));
        Assert.False(File.Exists(Path.Combine(path, "file")));
        Assert.Empty(Driver.ListMounts());
        Assert.Empty(_store.MountsBelow());
    }

    [RootFact]
    public void A_layer_that_is_needed_stays_and_one_that_goes_leaves_nothing()
    {
        var lower = Apply(default, t => t.File("file", "of the lower"));
        var upper = Apply(lower, t => t.File("file", "of the upper"));
        var container = Create(upper);
        Driver.Mount(container, new MountRequest());

        Assert.Throws<StoreItemInUseException>(() => Remove(container));
        Assert.Throws<StoreItemInUseException>(() => Remove(upper));
        Assert.Throws<StoreItemInUseException>(() => Remove(lower));

        Driver.Unmount(container);
        Remove(container);
        Remove(upper);
        Remove(lower);
        Assert.Throws<ArgumentException>(() => Remove(lower));
        Assert.Empty(_store.Storage.Layers.Read().Records);
        AssertNoLayerOnDisk();
    }

    [RootFact]
    public void The_same_tar_over_the_same_parent_is_the_same_layer()
    {
        var first = Apply(default, t => t.File("file", "content"));

        Assert.Equal(first, Apply(default, t => t.File("file", "content")));
        var over = Apply(first, t => t.File("file", "content"));
        Assert.NotEqual(first, over);
        Assert.Equal(2, _store.Storage.Layers.Read().Records.Count);
        Remove(over);
        Remove(first);
        AssertNoLayerOnDisk();
    }

    [RootFact]
    public void Layers_are_staged_side_by_side_and_committed_from_the_lowest_up()
    {
        using var upper = Stage("upper", "u");
        using var lower = Stage("lower", "l");
        using var again = Stage("lower", "l");
        Assert.Empty(_store.Storage.Layers.Read().Records);

        var (lowerId, upperId) = (MountableStore.Layer(1), MountableStore.Layer(2));
        Assert.Throws<IOException>(() => Driver.Commit(upper, upperId, lowerId));
        Assert.True(Driver.Commit(lower, lowerId, default));
        Assert.False(Driver.Commit(again, lowerId, default));

        using var fresh = Stage("upper", "u");
        Assert.True(Driver.Commit(fresh, upperId, lowerId));
        Assert.Equal("l", File.ReadAllText(Path.Combine(Driver.Mount(upperId, new MountRequest { ReadOnly = true }), "lower")));
        Driver.Unmount(upperId);
    }

    [RootFact]
    public void What_was_written_to_a_layer_comes_out_as_a_tar_and_as_a_layer_shows_the_same()
    {
        var lower = Apply(default, t => t.Directory("./").Directory("d/").File("d/gone", "x").File("d/kept", "kept").Directory("old/").File("old/inside", "i").File("changed", "old"));
        var layer = Create(lower);
        var path = Driver.Mount(layer, new MountRequest());
        File.Delete(Path.Combine(path, "d/gone"));
        File.WriteAllText(Path.Combine(path, "changed"), "new");
        FChmodAt.Set(WorkingDirectory.Handle, Path.Combine(path, "d/kept"), 0x100);
        Directory.Move(Path.Combine(path, "old"), Path.Combine(path, "renamed"));
        Directory.CreateDirectory(Path.Combine(path, "old"));
        Directory.CreateDirectory(Path.Combine(path, "fresh"));

        Assert.Equal(
            ["C /changed", "C /d", "D /d/gone", "C /d/kept", "A /fresh", "C /old", "D /old/inside", "A /renamed", "A /renamed/inside"],
            Driver.Changes(layer).Select(Text));
        var entries = Entries(Read(layer));
        Assert.Equal(
            ["changed", "d/", "d/.wh.gone", "d/kept", "fresh/", "old/", "old/.wh..wh..opq", "renamed/", "renamed/inside"],
            entries);

        var committed = Driver.Apply(Driver.Diff(layer), lower);
        Assert.Empty(Driver.Changes(committed, layer));
        Assert.Equal(
            ["C /changed", "C /d", "D /d/gone", "C /d/kept", "A /fresh", "C /old", "D /old/inside", "A /renamed", "A /renamed/inside"],
            Driver.Changes(committed).Select(Text));
        using (var tar = Driver.Flatten(layer))
        {
            Assert.Equal(["changed", "d/", "d/kept", "fresh/", "old/", "renamed/", "renamed/inside"], Entries(tar));
        }

        Assert.Equal(0, Driver.Unmount(layer));
        Assert.Empty(_store.MountsBelow());
    }

    [RootFact]
    public void A_tar_of_a_layer_that_is_read_in_part_leaves_no_mount()
    {
        var layer = Create(Apply(default, t => t.File("file", "content")));
        var tar = Driver.Diff(layer);
        tar.Dispose();
        tar.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tar.ReadByte());
        Assert.Empty(_store.MountsBelow());
    }

    [RootFact]
    public void Layers_are_committed_together_or_not_at_all()
    {
        var (lowerId, upperId, loneId) = (MountableStore.Layer(1), MountableStore.Layer(2), MountableStore.Layer(3));
        using var lower = Stage("lower", "l");
        using var upper = Stage("upper", "u");
        using var lone = Stage("lone", "o");
        Assert.Throws<IOException>(() => Driver.Commit([new(lower, lowerId, default), new(lone, loneId, MountableStore.Layer(4))]));
        Assert.Empty(_store.Storage.Layers.Read().Records);

        using var again = Stage("lower", "l");
        Assert.Equal([true, true], Driver.Commit([new(again, lowerId, default), new(upper, upperId, lowerId)]));
        var path = Driver.Mount(upperId, new MountRequest { ReadOnly = true });
        Assert.Equal(["lower", "upper"], Directory.EnumerateFiles(path).Select(Path.GetFileName).Order());
        Driver.Unmount(upperId);
    }

    [RootFact]
    public void A_stream_that_is_no_layer_or_another_one_leaves_nothing()
    {
        var tar = Tar(t => t.File("file", "content"));
        var other = new LayerSource { DiffId = new DiffId(Digest.Sha256Of("another"u8)) };

        Assert.Throws<InvalidDataException>(() => Driver.Apply(new MemoryStream(tar), default, other));
        Assert.Throws<InvalidDataException>(() => Driver.Apply(new MemoryStream(new byte[700]), default, other));
        Assert.Throws<InvalidDataException>(() => Driver.Apply(new MemoryStream(Gzip(tar)[..^9]), default));
        Assert.Throws<InvalidDataException>(() => Driver.Apply(new MemoryStream(Tar(t => t.File("../outside", "x"))), default));
        Assert.Throws<IOException>(() => Driver.Apply(new MemoryStream(tar), MountableStore.Layer(9)));
        Assert.Empty(_store.Storage.Layers.Read().Records);
        AssertNoLayerOnDisk();
    }

    [RootFact]
    public void Work_that_is_cancelled_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        var blob = new HangingStream(Tar(t => t.File("file", new string('x', 100_000)))[..50_000], cancelled);

        Assert.ThrowsAny<OperationCanceledException>(() => Driver.Apply(blob, default, cancellationToken: cancelled.Token));
        AssertNoLayerOnDisk();
    }

    [RootFact]
    public void What_is_not_there_is_named()
    {
        var missing = MountableStore.Layer(9);

        Assert.Contains(missing.ToString(), Assert.Throws<InvalidDataException>(() => Driver.Mount(missing, new MountRequest())).Message, StringComparison.Ordinal);
        Assert.Contains(missing.ToString(), Assert.Throws<InvalidDataException>(() => Driver.Diff(missing)).Message, StringComparison.Ordinal);
        Assert.Contains(missing.ToString(), Assert.Throws<IOException>(() => Create(missing)).Message, StringComparison.Ordinal);
        Assert.Null(Driver.Unmount(missing));
        Assert.Empty(_store.MountsBelow());
    }

    [RootFact]
    public void Its_status_tells_of_the_disk()
    {
        var status = Driver.ReadStatus();

        Assert.Equal(_store.Storage.Configuration.Driver, status.Name);
        Assert.NotEmpty(status.FileSystem);
        Assert.InRange(status.Free, 1, status.Size);
    }

    private static byte[] Tar(Action<TarBuilder> entries)
    {
        var tar = new TarBuilder();
        entries(tar);
        return tar.End().ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var blob = new MemoryStream();
        using (var gzip = new GZipStream(blob, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return blob.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(bytes).ToArray();
    }

    private LayerId Apply(LayerId parent, Action<TarBuilder> entries) => Driver.Apply(new MemoryStream(Tar(entries)), parent);

    private LayerId Create(LayerId parent)
    {
        using var layers = _store.Storage.Layers.BeginWrite();
        return Driver.Create(layers, new ReadWriteLayer { Parent = parent }).Id;
    }

    private void Remove(LayerId id)
    {
        using var layers = _store.Storage.Layers.BeginWrite();
        Driver.Remove(layers, id);
    }

    private LayerRecord? Find(LayerId id) => _store.Storage.Layers.Read().Find(id);

    private static string Text(LayerChange change) => $"{change.Kind.ToString()[0]} {Encoding.UTF8.GetString(change.Path)}";

    private static List<string> Entries(byte[] tar) => Entries(new MemoryStream(tar));

    private static List<string> Entries(Stream tar)
    {
        var reader = new TarReader(tar);
        var names = new List<string>();
        while (reader.ReadEntry() is { } entry)
        {
            names.Add(Encoding.UTF8.GetString(entry.Name.Span));
        }

        return names;
    }

    private byte[] Read(LayerId id)
    {
        using var stream = Driver.Diff(id);
        var tar = new MemoryStream();
        stream.CopyTo(tar);
        return tar.ToArray();
    }

    /// <summary>No file is left below the storage root but records, locks and what is made once for a store; the index forgets by and by.</summary>
    private void AssertNoLayerOnDisk()
    {
        var left = Directory.EnumerateFiles(_store.GraphRoot, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_store.GraphRoot, path))
            .Where(path => !path.StartsWith("graphdriver/index/", StringComparison.Ordinal));
        Assert.All(left, path => Assert.Contains(Path.GetExtension(path), (string[])[".lock", ".json"]));
        Assert.All(Directory.GetDirectories(_store.Home).Select(Path.GetFileName), name => Assert.Contains(name, (string[])["l", "staging"]));
    }

    private IStagedLayer Stage(string name, string content) =>
        Driver.Stage(LayerSource.Unknown, new MemoryStream(Tar(t => t.File(name, content))), CancellationToken.None);

    /// <summary>Gives its bytes, then cancels the work and waits until it is disposed of.</summary>
    private sealed class HangingStream(byte[] bytes, CancellationTokenSource work) : ReadOnlyStream
    {
        private readonly MemoryStream _bytes = new(bytes);
        private readonly ManualResetEventSlim _disposed = new();

        public override int Read(Span<byte> buffer)
        {
            if (_bytes.Read(buffer) is > 0 and var count)
            {
                return count;
            }

            work.CancelAfter(0);
            _disposed.Wait();
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.Set();
            base.Dispose(disposing);
        }
    }
}
