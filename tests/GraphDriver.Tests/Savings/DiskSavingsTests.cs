using System.Runtime.Versioning;
using GraphDriver.Savings;
using GraphDriver.Savings.Disk;
using GraphDriver.Tests.Savings.Disk;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Savings;

/// <summary>What sharing saves in stores of known content.</summary>
[SupportedOSPlatform("linux")]
public sealed class DiskSavingsTests
{
    private const int Block = 4096;

    // A content of 5000 bytes.
    private const int Content = 2 * Block;

    // Two small files, one content, and the block in a hole.
    private const int Plain = (2 * Block) + Content + Block;

    [LoopTheory]
    [InlineData("ext4")]
    public void A_content_counts_once_here_and_once_a_layer_in_plain_overlay(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        var usage = store.Read();
        var savings = DiskSavings.Of(usage);

        // Layers {a, b}, which two images have, {c, 1}, {c, 2}, and two plain ones.
        Assert.Equal((3, 5), (savings.Images, savings.Layers));
        Assert.Equal((5 * Content) + Plain, savings.Shared.Contents);
        Assert.Equal((6 * Content) + Plain, savings.PlainOverlay.Contents);
        Assert.Equal((savings.Shared.Metadata, 0), (savings.PlainOverlay.Metadata, savings.PlainOverlay.Sharing));
        Assert.Equal(Content - savings.Shared.Sharing, savings.Saved);

        // Without containers, all that there is, to the block.
        Assert.Equal(LoopFileSystem.DiskUsage(store.Store.GraphRoot) - usage.OwnParts[DiskPart.Other].OnDisk, savings.Shared.Total);
        Assert.Equal(usage.Parts.Total.OnDisk - usage.OwnParts[DiskPart.Other].OnDisk, savings.Shared.Total);
        Assert.True(savings.Shared.Sharing > usage.Parts[DiskPart.Blobs].OnDisk + usage.Parts[DiskPart.Notes].OnDisk);
        Assert.True(savings.Shared.Metadata > usage.Parts[DiskPart.TarSplits].OnDisk + usage.Parts[DiskPart.ImageData].OnDisk + usage.Parts[DiskPart.Records].OnDisk);
    }

    [LoopTheory]
    [InlineData("ext4")]
    public void Containers_are_in_neither_figure(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        var before = DiskSavings.Of(store.Read());
        store.AddContainer('7', store.First);
        var usage = store.Read();
        var after = DiskSavings.Of(usage);

        Assert.Equal((before.Shared.Contents, before.Shared.Sharing, before.PlainOverlay.Contents), (after.Shared.Contents, after.Shared.Sharing, after.PlainOverlay.Contents));
        Assert.Equal(before.Layers, after.Layers);
        Assert.Equal(usage.Parts.Total.OnDisk - usage.ContainersOnDisk - usage.OwnParts[DiskPart.Other].OnDisk, after.Shared.Total);
    }

    [LoopTheory]
    [InlineData("ext4")]
    public void An_image_alone_saves_nothing_and_what_waits_in_the_pool_is_the_price_of_sharing(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = new MixedStore(fileSystem.Root);
        store.Remove(store.First);
        store.Remove(store.Plain);
        var alone = DiskSavings.Of(store.Read());
        Assert.Equal((1, 2), (alone.Images, alone.Layers));
        Assert.Equal(alone.Shared.Contents, alone.PlainOverlay.Contents);
        Assert.Equal(-alone.Shared.Sharing, alone.Saved);

        // As podman removes a layer: the objects stay in the pool.
        var top = store.Store.Storage.Images.Read().Find(store.Second)!.TopLayer;
        foreach (var folder in Directory.GetDirectories(store.Store.File($"overlay/{top}/diff")))
        {
            foreach (var file in Directory.GetFiles(folder))
            {
                File.Delete(file);
            }
        }

        var left = DiskSavings.Of(store.Read());
        Assert.Equal(alone.Shared.Total, left.Shared.Total);
        Assert.Equal(alone.Shared.Sharing + (2 * Content), left.Shared.Sharing);
    }

    [Fact]
    public void An_empty_store_saves_nothing()
    {
        using var store = new TemporaryStore();
        var savings = DiskSavings.Of(DiskAccounting.Read(store.Storage, CancellationToken.None));

        Assert.Equal((0, 0, 0), (savings.Images, savings.Layers, savings.PlainOverlay.Contents));
        Assert.Equal(-savings.Shared.Sharing, savings.Saved);
    }

    [Fact]
    public void A_store_whose_containers_do_not_run_holds_nothing_in_memory()
    {
        using var store = new MixedStore();
        store.AddContainer('7', store.First);
        var savings = StoreSavings.Read(store.Store.Storage, CancellationToken.None);

        Assert.Equal((3, 0, 0), (savings.Disk.Images, savings.Memory.Containers.Count, savings.PageCache.PlainOverlayBytes));
        Assert.Throws<OperationCanceledException>(() => StoreSavings.Read(store.Store.Storage, new CancellationToken(canceled: true)));
    }
}
