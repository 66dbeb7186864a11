using GraphDriver.Configuration;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Tests.Store;

public sealed class ContainerStorageTests
{
    [Fact]
    public void A_fresh_store_has_the_layout_and_the_permissions_of_podman()
    {
        using var store = new TemporaryStore();
        store.AddLayer('a');
        store.AddImage('b', 'a', "localhost/x:1");
        store.AddContainer('c', 'b', 'a');

        foreach (var folder in new[] { "", "overlay", "overlay-layers", "overlay-images", "overlay-containers" })
        {
            Assert.Equal(0x1C0u, Permissions(store.File(folder)));
        }

        foreach (var file in new[] { "overlay-layers/layers.json", "overlay-images/images.json", "overlay-containers/containers.json" })
        {
            Assert.Equal(0x180u, Permissions(store.File(file)));
        }

        Assert.True(Directory.Exists(store.File("overlay/l")));
        foreach (var file in new[] { "storage.lock", "userns.lock", "overlay-layers/layers.lock", "overlay-images/images.lock", "overlay-containers/containers.lock" })
        {
            Assert.Equal(0x180u, Permissions(store.File(file)) & 0x1C0u);
        }

        Assert.True(Directory.Exists(store.RunRoot + "/overlay-layers"));
        Assert.True(Directory.Exists(store.RunRoot + "/overlay-locks"));
    }

    [Fact]
    public void Another_writer_is_seen_by_its_token()
    {
        using var store = new TemporaryStore();
        using var other = store.OpenAgain();
        Assert.Empty(other.Layers.Read().Records);

        store.AddLayer('a');

        Assert.Single(other.Layers.Read().Records);
        Assert.Same(other.Layers.Read(), other.Layers.Read());
        Assert.Equal(64, new FileInfo(store.File("overlay-layers/layers.lock")).Length);
    }

    [Fact]
    public void Every_save_writes_another_token_before_its_file()
    {
        using var store = new TemporaryStore();
        store.AddImage('b', 'a', "one");
        var before = File.ReadAllBytes(store.File("overlay-images/images.lock"));

        using (var images = store.Storage.Images.BeginWrite())
        {
            images.Save();
            Assert.Equal(before, File.ReadAllBytes(store.File("overlay-images/images.lock")));
            images.AddNames(TemporaryStore.Image('b'), ["two"]);
            images.Save();
        }

        var after = File.ReadAllBytes(store.File("overlay-images/images.lock"));
        Assert.NotEqual(before, after);
        Assert.Equal(64, after.Length);
        Assert.True(File.GetLastWriteTimeUtc(store.File("overlay-images/images.json")) >= File.GetLastWriteTimeUtc(store.File("overlay-images/images.lock")));
    }

    [Fact]
    public void What_is_not_saved_is_dropped()
    {
        using var store = new TemporaryStore();
        using (var images = store.Storage.Images.BeginWrite())
        {
            images.Add(new ImageRecord { Id = TemporaryStore.Image('b') });
        }

        Assert.Empty(store.Storage.Images.Read().Records);
        Assert.False(File.Exists(store.File("overlay-images/images.json")));
    }

    [Fact]
    public async Task Writers_wait_for_each_other_and_lose_nothing()
    {
        using var store = new TemporaryStore();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            using var own = store.OpenAgain();
            for (var i = 0; i < 5; i++)
            {
                using var containers = own.Containers.BeginWrite();
                containers.Add(new ContainerRecord { Id = ContainerId.CreateRandom(), LayerId = LayerId.CreateRandom(), IsVolatile = writer % 2 == 0 });
                containers.Save();
            }
        })));

        var all = store.Storage.Containers.Read().Records;
        Assert.Equal(40, all.Count);
        Assert.Equal(20, JArray.Parse(store.Text("overlay-containers/containers.json")).Count);
        Assert.Equal(20, JArray.Parse(store.Text("overlay-containers/volatile-containers.json")).Count);
        Assert.Equal(20, all.Count(container => container.IsVolatile));
    }

    [Fact]
    public void A_transient_store_keeps_volatile_records_and_the_lock_of_containers_in_the_run_root()
    {
        using var store = new TemporaryStore(transient: true);
        store.AddContainer('c', 'b', 'a', isVolatile: true);

        Assert.True(File.Exists(store.RunRoot + "/overlay-containers/volatile-containers.json"));
        Assert.True(File.Exists(store.RunRoot + "/overlay-containers/containers.lock"));
        Assert.False(File.Exists(store.File("overlay-containers/containers.lock")));
        using var layers = store.Storage.Layers.BeginWrite();
        layers.Add(new LayerRecord { Id = TemporaryStore.Layer('e'), IsVolatile = true });
        layers.Save();
        Assert.True(File.Exists(store.RunRoot + "/overlay-layers/volatile-layers.json"));
        Assert.True(File.Exists(store.File("overlay-layers/layers.lock")));
    }

    [Fact]
    public void Layers_are_found_by_id_name_prefix_and_digest()
    {
        using var store = new TemporaryStore();
        store.Write("overlay-layers/layers.json", $$"""
            [{"id":"{{new string('a', 64)}}","names":["base"],"created":"2024-01-01T00:00:00Z","diff-digest":"sha256:{{new string('1', 64)}}","compressed-diff-digest":"sha256:{{new string('2', 64)}}"},
             {"id":"ab{{new string('c', 62)}}","parent":"{{new string('a', 64)}}","created":"2024-01-01T00:00:00Z","toc-digest":"sha256:{{new string('3', 64)}}"}]
            """);
        var layers = store.Storage.Layers.Read();
        var (a, b) = (layers.Records[0], layers.Records[1]);

        Assert.Same(a, layers.Find(new string('a', 64)));
        Assert.Same(a, layers.Find("base"));
        Assert.Same(b, layers.Find("abc"));
        Assert.Null(layers.Find("a"));
        Assert.Null(layers.Find(""));
        Assert.Same(a, Assert.Single(layers.WithUncompressedDigest(GraphDriver.Oci.Model.Digest.Parse("sha256:" + new string('1', 64)))));
        Assert.Same(a, Assert.Single(layers.WithCompressedDigest(GraphDriver.Oci.Model.Digest.Parse("sha256:" + new string('2', 64)))));
        Assert.Same(b, Assert.Single(layers.WithTocDigest(GraphDriver.Oci.Model.Digest.Parse("sha256:" + new string('3', 64)))));
        Assert.Equal([b, a], layers.ChainOf(b.Id));
        Assert.Same(b, Assert.Single(layers.ChildrenOf(a.Id)));
    }

    [Fact]
    public void A_chain_with_a_gap_or_a_loop_is_an_error_that_names_the_file()
    {
        using var store = new TemporaryStore();
        var (a, b, c) = (new string('a', 64), new string('b', 64), new string('c', 64));
        store.Write("overlay-layers/layers.json", $$"""[{"id":"{{a}}","parent":"{{b}}"},{"id":"{{b}}","parent":"{{a}}"},{"id":"{{c}}","parent":"{{new string('d', 64)}}"}]""");
        var layers = store.Storage.Layers.Read();

        var loop = Assert.Throws<InvalidDataException>(() => layers.ChainOf(LayerId.Parse(a)));
        var gap = Assert.Throws<InvalidDataException>(() => layers.ChainOf(LayerId.Parse(c)));

        Assert.Contains("layers.json", loop.Message, StringComparison.Ordinal);
        Assert.Contains("its own ancestor", loop.Message, StringComparison.Ordinal);
        Assert.Contains($"{new string('d', 64)}, parent of {c}, is missing", gap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_incomplete_layer_is_removed_whole_by_whoever_opens_the_store()
    {
        using var store = new TemporaryStore();
        store.AddLayer('a');
        store.AddLayer('b', 'a', incomplete: true);
        using var other = store.OpenAgain();

        var layers = other.Layers.Read();

        Assert.Equal(TemporaryStore.Layer('a'), Assert.Single(layers.Records).Id);
        AssertGone(store, 'b');
        AssertThere(store, 'a');
        Assert.DoesNotContain(new string('b', 64), store.Text("overlay-layers/layers.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_link_of_a_layer_never_leads_out_of_its_folder()
    {
        using var store = new TemporaryStore();
        store.AddLayer('a');
        store.Write("victim", "keep me");
        store.Write($"overlay/{new string('a', 64)}/link", "../../victim");

        using (var layers = store.Storage.Layers.BeginWrite())
        {
            layers.Remove(TemporaryStore.Layer('a'));
        }

        Assert.True(File.Exists(store.File("victim")));
        Assert.Empty(store.Storage.Layers.Read().Records);
    }

    [Fact]
    public void Names_are_taken_from_other_images_and_remembered()
    {
        using var store = new TemporaryStore();
        store.AddImage('a', '1', "localhost/x:1", "localhost/y:1");
        store.AddImage('b', '1', "localhost/x:1");

        var images = store.Storage.Images.Read();

        Assert.Equal(["localhost/y:1"], images.Find(TemporaryStore.Image('a'))!.Names);
        Assert.Equal(TemporaryStore.Image('b'), images.FindByName("localhost/x:1")!.Id);
        Assert.Equal(["localhost/y:1", "localhost/x:1"], images.Find(TemporaryStore.Image('a'))!.NamesHistory);
    }

    [Fact]
    public void Of_two_records_with_one_name_the_later_keeps_it()
    {
        using var store = new TemporaryStore();
        var (a, b) = (new string('a', 64), new string('b', 64));
        store.Write("overlay-images/images.json", $$"""[{"id":"{{a}}","names":["n","m"]},{"id":"{{b}}","names":["n"]}]""");

        Assert.Equal(b, store.Storage.Images.Read().FindByName("n")!.Id.Hex);
        using (var images = store.Storage.Images.BeginWrite())
        {
            images.Save();
        }

        Assert.Equal("[\"m\"]", JArray.Parse(store.Text("overlay-images/images.json"))[0]["names"]!.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public void Big_data_of_an_image_is_kept_with_size_and_digest()
    {
        using var store = new TemporaryStore();
        store.AddImage('a', '1');

        var image = Assert.Single(store.Storage.Images.Read().Records);

        Assert.Equal(2, image.BigData.Sizes["manifest"]);
        Assert.Equal("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", image.Digest.ToString());
        Assert.Equal("{}"u8.ToArray(), store.Storage.Images.ReadBigData(image.Id, "manifest"));
        Assert.Null(store.Storage.Images.ReadBigData(image.Id, "other"));
        Assert.Same(image, Assert.Single(store.Storage.Images.Read().WithDigest(image.Digest)));
    }

    [Fact]
    public void An_image_goes_with_the_layers_that_nothing_else_needs()
    {
        using var store = new TemporaryStore();
        store.AddLayer('1');
        store.AddLayer('2', '1');
        store.AddLayer('3', '2');
        store.AddLayer('4', '1');
        store.AddImage('a', '3', "a");
        store.AddImage('b', '4', "b");

        using (var storage = store.Storage.BeginWrite())
        {
            Assert.Equal([TemporaryStore.Layer('3'), TemporaryStore.Layer('2')], storage.DeleteImage(TemporaryStore.Image('a')));
        }

        Assert.Equal([TemporaryStore.Layer('1'), TemporaryStore.Layer('4')], store.Storage.Layers.Read().Records.Select(layer => layer.Id));
        Assert.False(Directory.Exists(store.File("overlay-images/" + new string('a', 64))));
        AssertGone(store, '2');
        AssertGone(store, '3');
        AssertThere(store, '1');
    }

    [Fact]
    public void An_image_that_a_volatile_container_uses_stays()
    {
        using var store = new TemporaryStore();
        store.AddLayer('1');
        store.AddLayer('2', '1');
        store.AddImage('a', '1', "a");
        store.AddContainer('c', 'a', '2', isVolatile: true);

        using (var storage = store.Storage.BeginWrite())
        {
            var error = Assert.Throws<StoreItemInUseException>(() => storage.DeleteImage(TemporaryStore.Image('a')));
            Assert.Contains("cccccccccccc (boxc)", error.Message, StringComparison.Ordinal);
            storage.DeleteContainer(TemporaryStore.Container('c'));
            storage.DeleteImage(TemporaryStore.Image('a'));
        }

        Assert.Empty(store.Storage.Layers.Read().Records);
        Assert.Empty(store.Storage.Containers.Read().Records);
        Assert.Equal("[]", store.Text("overlay-containers/volatile-containers.json"));
    }

    [Fact]
    public void Mount_points_are_counted_and_kept_as_containers_storage_keeps_them()
    {
        using var store = new TemporaryStore();
        var layer = TemporaryStore.Layer('a');
        using (var mounts = store.Storage.MountPoints.BeginWrite())
        {
            mounts.Set(layer, "/somewhere/merged", 1);
            mounts.Set(layer, "/somewhere/merged", mounts.Find(layer)!.Value.Count + 1);
            mounts.Save();
        }

        var file = store.RunRoot + "/overlay-layers/mountpoints.json";
        Assert.Equal($$"""[{"id":"{{layer}}","path":"/somewhere/merged","count":2}]""", File.ReadAllText(file));
        Assert.Equal(64, new FileInfo(store.RunRoot + "/overlay-layers/mountpoints.lock").Length);
        Assert.Equal(new MountPoint(layer, "/somewhere/merged", 2), Assert.Single(store.Storage.MountPoints.Read()));
        using (var mounts = store.Storage.MountPoints.BeginWrite())
        {
            mounts.Set(layer, "/somewhere/merged", 0);
            mounts.Save();
        }

        Assert.Equal("[]", File.ReadAllText(file));
        File.WriteAllText(file, "[{\"id\":1}]");
        Assert.Contains(file, Assert.Throws<InvalidDataException>(store.Storage.MountPoints.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_another_driver_is_refused()
    {
        var configuration = new StorageConfiguration { Driver = "vfs", DriverOrigin = "/etc/x.conf: storage.driver", GraphRoot = "/none", RunRoot = "/none" };

        var error = Assert.Throws<NotSupportedException>(() => ContainerStorage.Open(configuration));

        Assert.Contains("/etc/x.conf: storage.driver", error.Message, StringComparison.Ordinal);
    }

    private static uint Permissions(string path) => Statx.Query(WorkingDirectory.Handle, path).Permissions;

    private static void AssertGone(TemporaryStore store, char digit)
    {
        var id = new string(digit, 64);
        Assert.False(Directory.Exists(store.File("overlay/" + id)));
        Assert.Null(new FileInfo(store.File($"overlay/l/LINK{digit}")).LinkTarget);
        Assert.False(File.Exists(store.File($"overlay-layers/{id}.tar-split.gz")));
        Assert.False(Directory.Exists(store.File("overlay-layers/" + id)));
    }

    private static void AssertThere(TemporaryStore store, char digit)
    {
        var id = new string(digit, 64);
        Assert.True(Directory.Exists(store.File("overlay/" + id)));
        Assert.NotNull(new FileInfo(store.File($"overlay/l/LINK{digit}")).LinkTarget);
        Assert.True(File.Exists(store.File($"overlay-layers/{id}.tar-split.gz")));
        Assert.True(Directory.Exists(store.File("overlay-layers/" + id)));
    }
}
