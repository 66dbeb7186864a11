using System.Runtime.Versioning;
using GraphDriver.Layers;
using GraphDriver.Savings.Disk;
using GraphDriver.Store;
using GraphDriver.Tests.Objects;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Savings.Disk;

/// <summary>Stores of known content on small file systems, compared with <c>du</c> before and after removals.</summary>
[SupportedOSPlatform("linux")]
public sealed class DiskAccountingTests
{
    private const int Block = 4096;

    // A content of 5000 bytes.
    private const int File = 2 * Block;

    [LoopTheory]
    [InlineData("tmpfs")]
    [InlineData("ext4")]
    [InlineData("ext4-1k")]
    [InlineData("btrfs")]
    public void What_is_freed_is_what_was_foretold(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        store.AddContainer('7', store.Second);
        var root = store.Store.GraphRoot;
        Assert.Equal(LoopFileSystem.DiskUsage(root), store.Read().Parts.Total.OnDisk);

        Assert.Equal(store.Read().Containers.Single().Removal.DiskUsage, Freed(root, () =>
        {
            using var transaction = store.Store.Storage.BeginWrite();
            transaction.DeleteContainer(TemporaryStore.Container('7'));
        }));
        foreach (var image in (ImageId[])[store.First, store.Plain, store.Second])
        {
            Assert.Equal(store.Read(image).Removal.DiskUsage, Freed(root, () => store.Remove(image)));
            Assert.Equal(LoopFileSystem.DiskUsage(root), store.Read().Parts.Total.OnDisk);
        }
    }

    [LoopTheory]
    [InlineData("ext4")]
    [InlineData("btrfs")]
    public void All_unused_images_free_what_was_foretold(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        store.AddContainer('7', store.Second);
        var foretold = store.Read().UnusedImages.DiskUsage;

        Assert.Equal(foretold, Freed(store.Store.GraphRoot, () =>
        {
            store.Remove(store.First);
            store.Remove(store.Plain);
        }));
        Assert.Equal(0, store.Read().UnusedImages.DiskUsage);
    }

    [LoopTheory]
    [InlineData("xfs")]
    public void The_sum_of_the_parts_is_what_du_says(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        store.AddContainer('7', store.First);

        Assert.Equal(LoopFileSystem.DiskUsage(store.Store.GraphRoot), store.Read().Parts.Total.OnDisk);
    }

    [LoopTheory]
    [InlineData("ext4")]
    public void Each_figure_is_the_known_one(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);

        var usage = store.Read();
        var first = store.Read(store.First);
        var plain = store.Read(store.Plain);

        // a, b, c, 1, 2: each once, though b is in two layers' diff, c in two, and all in the pool.
        Assert.Equal(new DiskSize(5 * File, 5 * MixedStore.Length, 5), usage.Parts[DiskPart.Objects]);
        Assert.Equal(new DiskSize(4 * File, 4 * MixedStore.Length, 4), first.Parts[DiskPart.Objects]);
        Assert.Equal(1, first.SharedWith);
        Assert.Equal(0, plain.SharedWith);

        // 1 goes with the first image; c, in a layer of its own, is in one of the second image as well.
        var top = usage.Layers.Single(layer => layer.Record.Id == first.Record.TopLayer);
        var others = top.Parts.Total.OnDisk - top.Parts[DiskPart.Objects].OnDisk;
        Assert.Equal(LayerForm.Composefs, top.Form);
        Assert.Equal((File + others, File, 1), (top.Alone, top.Shared, top.SharedWith));
        Assert.Equal(File + others + first.Parts[DiskPart.ImageData].OnDisk + Block, first.Removal.Files);

        // The hard link counts once, the hole takes nothing; two small files and a short link are in the layers, too.
        var files = plain.Parts[DiskPart.LayerFiles];
        Assert.Equal(2L * "content".Length + MixedStore.Length + (1 << 30) + "bin/one".Length, files.Apparent);
        Assert.Equal((2 * Block) + File + Block, files.OnDisk);
        Assert.Equal(5, files.Inodes);
        Assert.Equal(plain.Parts.Total.OnDisk, plain.Removal.Files);
    }

    [LoopTheory]
    [InlineData("ext4")]
    public void What_gc_frees_is_what_was_foretold(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        Collect();
        Assert.Equal(0, store.Read().Garbage.DiskUsage);
        var top = store.Store.Storage.Images.Read().Find(store.First)!.TopLayer;
        Directory.CreateDirectory(store.Store.File("overlay/staging/left/layer/diff"));
        store.Store.Write("overlay/staging/left/staging.lock", "");
        store.Store.Write("overlay/staging/left/layer/file", MixedStore.Content('f'));
        store.Store.Write("overlay-layers/.tmp-layers.json123456789abc", MixedStore.Content('t'));
        store.Store.Write($"overlay-images/{store.First}/.tmp-manifest123456789abc", MixedStore.Content('m'));

        // As podman removes a layer: the objects stay in the pool.
        Directory.Delete(store.Store.File($"overlay/{top}/diff"), recursive: true);
        Directory.CreateDirectory(store.Store.File($"overlay/{top}/diff"));
        var usage = store.Read();

        Assert.Equal(new DiskSize(File, MixedStore.Length, 1), usage.Parts[DiskPart.PoolOnlyObjects]);
        Assert.Equal(usage.Garbage.DiskUsage, Freed(store.Store.GraphRoot, Collect));

        void Collect() => new GarbageCollection(store.Store.Storage).Run(GarbageCollection.DefaultLayerAge, CancellationToken.None);
    }

    [LoopTheory]
    [InlineData("ext4")]
    public void A_name_outside_the_root_keeps_an_object(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        var before = store.Read(store.First).Removal.Files;
        var path = System.Text.Encoding.ASCII.GetString(ObjectFolders.PathOf(System.Text.Encoding.ASCII.GetBytes(MixedStore.Content('1'))));

        LoopFileSystem.Run("ln", store.Store.File($"graphdriver/objects/{path}"), $"{fileSystem.Root}/kept");

        Assert.Equal(before - File, store.Read(store.First).Removal.Files);
    }

    [LoopTheory]
    [InlineData("ext4")]
    public void What_is_mounted_below_the_root_is_left_out_and_a_deep_tree_is_not(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        var layer = store.Store.File($"overlay/{TemporaryStore.Layer('9')}");
        Directory.CreateDirectory($"{layer}/diff/{string.Join('/', Enumerable.Repeat("d", 700))}");
        Directory.CreateDirectory($"{layer}/merged");
        LoopFileSystem.Run("mount", "-t", "tmpfs", "tmpfs", $"{layer}/merged");
        LoopFileSystem.Run("mount", "--bind", store.Store.File("overlay"), store.Store.File("overlay"));
        try
        {
            System.IO.File.WriteAllText($"{layer}/merged/file", MixedStore.Content('m'));

            Assert.Equal(LoopFileSystem.DiskUsage(store.Store.GraphRoot), store.Read().Parts.Total.OnDisk);
        }
        finally
        {
            LoopFileSystem.Run("umount", store.Store.File("overlay"));
            LoopFileSystem.Run("umount", $"{layer}/merged");
        }
    }

    private static long Freed(string root, Action remove)
    {
        var before = LoopFileSystem.DiskUsage(root);
        remove();
        return before - LoopFileSystem.DiskUsage(root);
    }
}
