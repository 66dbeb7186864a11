using System.Diagnostics;
using System.Text.Json;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Linux.Mounts;
using GraphDriver.Mounts;
using GraphDriver.Store;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Tests.Mounts;

/// <summary>Real mounts of real stores; they need root.</summary>
public sealed class StoreMountsTests : IDisposable
{
    private MountableStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void An_image_shows_the_layers_over_each_other()
    {
        _store.AddPlain(1, null, ("etc/hosts", "plain"), ("gone", "x"), ("kept", "kept"));
        _store.AddComposefs(2, 1, ("etc/hosts", "composefs"), ("gone", null), ("usr/bin/tool", "tool"));
        _store.AddComposefs(3, 2, ("usr/bin/tool", "better tool"), ("empty", ""));
        var mounts = new StoreMounts(_store.Storage);
        var path = mounts.MountImage(_store.AddImage('a', 3));
        Assert.Equal(_store.PathOf(3, "merged"), path);
        Assert.Equal("composefs", File.ReadAllText(Path.Combine(path, "etc/hosts")));
        Assert.Equal("better tool", File.ReadAllText(Path.Combine(path, "usr/bin/tool")));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(path, "kept")));
        Assert.Equal("", File.ReadAllText(Path.Combine(path, "empty")));
        Assert.False(File.Exists(Path.Combine(path, "gone")));
        Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(path, "new"), "x"));
    }

    [Fact]
    public void A_mount_is_counted_and_goes_with_its_last_user()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        var mounts = new StoreMounts(_store.Storage);
        var path = mounts.MountImage(image);
        Assert.Equal(path, mounts.MountImage(image));
        Assert.Equal((MountableStore.Layer(1).Hex, path, 2), Recorded());
        Assert.Single(_store.MountsBelow(), mount => mount.IsAt(path));
        Assert.Equal(1, mounts.UnmountImage(image));
        Assert.Equal("content", File.ReadAllText(Path.Combine(path, "file")));
        Assert.Equal(0, mounts.UnmountImage(image));
        Assert.Null(mounts.UnmountImage(image));
        Assert.Empty(_store.MountsBelow());
        Assert.Equal("[]", File.ReadAllText(_store.MountPointsFile));
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void Force_takes_a_mount_from_all_its_users()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        var mounts = new StoreMounts(_store.Storage);
        mounts.MountImage(image);
        mounts.MountImage(image);
        Assert.Equal(0, mounts.UnmountImage(image, force: true));
        Assert.Empty(_store.MountsBelow());
    }

    [Fact]
    public void A_container_writes_to_its_layer_and_keeps_it()
    {
        _store.AddComposefs(1, null, ("etc/motd", "hello"));
        _store.AddPlain(2, 1);
        var container = _store.AddContainer('c', 2);
        var mounts = new StoreMounts(_store.Storage);
        var path = mounts.MountContainer(container);
        File.AppendAllText(Path.Combine(path, "etc/motd"), " world");
        File.WriteAllText(Path.Combine(path, "new"), "n");
        Assert.Equal(0, mounts.UnmountContainer(container));
        Assert.Equal("hello world", File.ReadAllText(_store.PathOf(2, "diff/etc/motd")));
        Assert.Equal(path, mounts.MountContainer(container));
        Assert.Equal("hello world", File.ReadAllText(Path.Combine(path, "etc/motd")));
        Assert.Equal("n", File.ReadAllText(Path.Combine(path, "new")));
    }

    [Fact]
    public void A_volatile_container_is_mounted_again_after_it_was_not_flushed()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        _store.AddPlain(2, 1);
        var container = _store.AddContainer('c', 2, RecordFlags.None.With("Volatile", new JValue(true)));
        var mounts = new StoreMounts(_store.Storage);
        var path = mounts.MountContainer(container);
        Assert.Contains("volatile", SuperOptions(path));
        Assert.True(Directory.Exists(_store.PathOf(2, "work/work/incompat/volatile")));
        mounts.UnmountContainer(container);
        mounts.MountContainer(container);
        Assert.Contains("volatile", SuperOptions(path));
    }

    [Fact]
    public void The_options_of_a_container_come_before_the_configured_ones()
    {
        _store.Dispose();
        _store = new MountableStore("nodev", "metacopy=on");
        _store.AddPlain(1, null, ("file", "content"));
        _store.AddPlain(2, 1);
        _store.AddPlain(3, 1);
        var mounts = new StoreMounts(_store.Storage);
        var configured = mounts.MountContainer(_store.AddContainer('c', 2));
        Assert.Contains("nodev", Options(configured));
        var own = mounts.MountContainer(_store.AddContainer('d', 3, RecordFlags.None.With("MountOpts", new JArray("noexec"))));
        Assert.Contains("noexec", Options(own));
        Assert.DoesNotContain("nodev", Options(own));
        Assert.Contains("metacopy=on", SuperOptions(own));
    }

    [Fact]
    public void The_home_is_a_private_bind_mount_while_something_is_mounted()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        _store.AddComposefs(2, null, ("file", "other"));
        var (first, second) = (_store.AddImage('a', 1), _store.AddImage('b', 2));
        var mounts = new StoreMounts(_store.Storage);
        mounts.MountImage(first);
        mounts.MountImage(second);
        var home = Assert.Single(_store.MountsBelow(), mount => mount.IsAt(_store.Home));
        Assert.Empty(home.Propagation);
        mounts.UnmountImage(first);
        Assert.Single(_store.MountsBelow(), mount => mount.IsAt(_store.Home));
        mounts.UnmountImage(second);
        Assert.DoesNotContain(_store.MountsBelow(), mount => mount.IsAt(_store.Home));
    }

    [Fact]
    public void The_home_stays_while_somebody_stages_a_layer()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        var mounts = new StoreMounts(_store.Storage);
        mounts.MountImage(image);
        Directory.CreateDirectory(Path.Combine(_store.Home, "staging/1234"));
        using (RecordLock.Acquire(WorkingDirectory.Handle, Path.Combine(_store.Home, "staging/1234/staging.lock"), LockMode.Exclusive))
        {
            mounts.UnmountImage(image);
            Assert.Single(_store.MountsBelow(), mount => mount.IsAt(_store.Home));
        }

        mounts.MountImage(image);
        mounts.UnmountImage(image);
        Assert.Empty(_store.MountsBelow());
    }

    [Fact]
    public void A_count_without_a_mount_is_started_afresh()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        using (var transaction = _store.Storage.MountPoints.BeginWrite())
        {
            transaction.Set(MountableStore.Layer(1), _store.PathOf(1, "merged"), 3);
            transaction.Save();
        }

        var mounts = new StoreMounts(_store.Storage);
        Assert.Empty(mounts.List());
        var path = mounts.MountImage(image);
        Assert.Equal("content", File.ReadAllText(Path.Combine(path, "file")));
        Assert.Equal(1, Recorded().Count);
    }

    [Fact]
    public void A_file_that_would_capture_a_redirect_is_refused()
    {
        var path = $"5b/{new string('e', 62)}";
        _store.AddPlain(1, null, (path, "evil"));
        _store.AddComposefs(2, 1, ("file", "content"));
        var error = Assert.Throws<InvalidDataException>(() => new StoreMounts(_store.Storage).MountImage(_store.AddImage('a', 2)));
        Assert.Contains($"'/{path}'", error.Message);
        Assert.Contains(MountableStore.Layer(1).Hex, error.Message);
        Assert.Empty(_store.MountsBelow());
        Assert.Empty(_store.Storage.MountPoints.Read());

        _store.AddComposefs(3, null, (path, "evil too"));
        _store.AddComposefs(4, 3, ("file", "content"));
        error = Assert.Throws<InvalidDataException>(() => new StoreMounts(_store.Storage).MountImage(_store.AddImage('b', 4)));
        Assert.Contains(MountableStore.Layer(3).Hex, error.Message);
        new StoreMounts(_store.Storage).MountImage(_store.AddImage('c', 3));
    }

    [Fact]
    public void More_layers_than_have_room_for_their_objects_take_them_from_the_pool()
    {
        _store.AddComposefs(1, null, ("file1", "content 1"));
        _store.Pool(1);
        for (var number = 2; number <= 251; number++)
        {
            _store.AddComposefs(number, number - 1, ($"file{number}", $"content {number}"));
            _store.Pool(number);
        }

        var path = new StoreMounts(_store.Storage).MountImage(_store.AddImage('a', 251));
        Assert.Equal("content 1", File.ReadAllText(Path.Combine(path, "file1")));
        Assert.Equal("content 251", File.ReadAllText(Path.Combine(path, "file251")));
        Assert.Contains("graphdriver/objects", SuperOptions(path));
    }

    [Fact]
    public void Verity_is_kept_or_refused_in_the_kernels_words()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        var mounts = new StoreMounts(_store.Storage);
        Directory.CreateDirectory(Path.Combine(_store.GraphRoot, "graphdriver"));
        if (Linux.KernelFeatures.Of(Path.Combine(_store.GraphRoot, "graphdriver")).FsVerity.IsSupported)
        {
            Assert.Throws<InvalidDataException>(() => mounts.MountImage(image, requireVerity: true));
            Assert.Empty(_store.MountsBelow());
            return;
        }

        var error = Assert.Throws<NotSupportedException>(() => mounts.MountImage(image, requireVerity: true));
        Assert.StartsWith("verity=require is asked for, but cannot be kept here: enable fs-verity", error.Message);
        Assert.Empty(_store.MountsBelow());
    }

    [Fact]
    public void A_damaged_image_is_named_and_nothing_stays_mounted()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var blob = _store.PathOf(1, "composefs-data/composefs.blob");
        File.WriteAllBytes(blob, new byte[8192]);
        var error = Assert.Throws<Linux.LinuxException>(() => new StoreMounts(_store.Storage).MountImage(_store.AddImage('a', 1)));
        Assert.Equal(blob, error.Path);
        Assert.Empty(_store.Storage.MountPoints.Read());
        Assert.Empty(_store.MountsBelow());
    }

    [Fact]
    public void A_mount_that_nobody_counted_is_replaced()
    {
        _store.AddPlain(1, null, ("file", "content"));
        var mounts = new StoreMounts(_store.Storage);
        BindMount.MakePrivate(_store.Home);
        BindMount.Mount("/proc", _store.PathOf(1, "merged"));
        var path = mounts.MountImage(_store.AddImage('a', 1));
        Assert.Single(_store.MountsBelow(), mount => mount.IsAt(path));
        Assert.Equal("content", File.ReadAllText(Path.Combine(path, "file")));
    }

    [Fact]
    public void A_mount_without_verity_is_not_given_to_who_asks_for_it()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        var mounts = new StoreMounts(_store.Storage);
        mounts.MountImage(image);
        Assert.Throws<StoreItemInUseException>(() => mounts.MountImage(image, requireVerity: true));
        Assert.Equal(1, Recorded().Count);
    }

    [Fact]
    public void The_root_of_a_running_program_is_only_taken_by_force()
    {
        _store.AddPlain(1, null, ("file", "content"));
        _store.AddPlain(2, 1);
        var container = _store.AddContainer('c', 2);
        var mounts = new StoreMounts(_store.Storage);
        var path = mounts.MountContainer(container);
        foreach (var file in (string[])["/bin/sh", "/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6"])
        {
            Directory.CreateDirectory(Path.Combine(path, Path.GetDirectoryName(file)![1..]));
            File.Copy(file, Path.Combine(path, file[1..]));
        }

        using var program = Process.Start(new ProcessStartInfo("chroot", [path, "/bin/sh", "-c", "echo ready; read line"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", program.StandardOutput.ReadLine());
        var error = Assert.Throws<StoreItemInUseException>(() => mounts.UnmountContainer(container, keepRunning: true));
        Assert.Contains($"process {program.Id}", error.Message);
        Assert.Equal(0, mounts.UnmountContainer(container, force: true, keepRunning: true));
        program.StandardInput.WriteLine();
        program.WaitForExit();
    }

    [Fact]
    public void A_layer_below_may_be_in_an_additional_store()
    {
        using var additional = new MountableStore();
        additional.AddComposefs(1, null, ("file", "content"));
        _store.Dispose();
        _store = MountableStore.Over(additional);
        _store.AddPlain(2, null);
        File.WriteAllText(_store.PathOf(2, "lower"), $"l/{File.ReadAllText(additional.PathOf(1, "link"))}");
        _store.SetParent(2, 1);
        var path = new StoreMounts(_store.Storage).MountContainer(_store.AddContainer('c', 2));
        Assert.Equal("content", File.ReadAllText(Path.Combine(path, "file")));
    }

    [Fact]
    public void An_image_without_acls_is_mounted_without_them()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        Assert.False(ImageFile.MayHaveAcls(_store.PathOf(1, "composefs-data/composefs.blob")));
        Assert.True(ImageFile.MayHaveAcls(_store.PathOf(1, "link")));
    }

    [Fact]
    public void The_list_names_images_and_containers()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        _store.AddPlain(2, 1);
        var (image, container) = (_store.AddImage('a', 1), _store.AddContainer('c', 2));
        var mounts = new StoreMounts(_store.Storage);
        mounts.MountImage(image);
        mounts.MountContainer(container);
        var list = mounts.List();
        Assert.Equal(2, list.Count);
        Assert.Equal(image.Id, list[0].Image!.Id);
        Assert.Equal(container.Id, list[1].Container!.Id);
    }

    [Fact]
    public async Task Many_at_once_share_one_mount()
    {
        _store.AddComposefs(1, null, ("file", "content"));
        var image = _store.AddImage('a', 1);
        var paths = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() =>
        {
            using var storage = ContainerStorage.Open(_store.Storage.Configuration);
            return new StoreMounts(storage).MountImage(image);
        })));
        Assert.Single(paths.Distinct());
        Assert.Equal(10, Recorded().Count);
        Assert.Single(_store.MountsBelow(), mount => mount.IsAt(paths[0]));
    }

    private (string Id, string Path, int Count) Recorded()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(_store.MountPointsFile));
        var mount = Assert.Single(json.RootElement.EnumerateArray());
        return (mount.GetProperty("id").GetString()!, mount.GetProperty("path").GetString()!, mount.GetProperty("count").GetInt32());
    }

    private string SuperOptions(string path) => _store.MountsBelow().Last(mount => mount.IsAt(path)).SuperOptions;

    private string Options(string path) => _store.MountsBelow().Last(mount => mount.IsAt(path)).Options;
}
