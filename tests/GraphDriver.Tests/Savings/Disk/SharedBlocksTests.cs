using System.Runtime.Versioning;
using GraphDriver.Store;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Savings.Disk;

/// <summary>Stores whose files share blocks.</summary>
[SupportedOSPlatform("linux")]
public sealed class SharedBlocksTests
{
    private const int Size = 1 << 20;
    private const int Block = 4096;

    // More pieces than one call of FIEMAP tells of.
    private const int Pieces = 150;

    // XFS and Btrfs take and give back blocks for themselves.
    private const int Slack = 256 * 1024;

    [LoopTheory]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void Blocks_that_files_share_are_free_when_the_last_file_goes(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = Make(fileSystem, out var first);
        var (a, b) = (TemporaryStore.Image('a'), TemporaryStore.Image('b'));
        File.WriteAllBytes($"{first}/file", Bytes(Size));
        Reflink($"{first}/file", $"{Diff(store, '2')}/file");
        var usage = DiskAccounting(store);

        Assert.Equal((true, 2L * Size, Size), (usage.SharedBlocks.IsSupported, usage.SharedBlocks.Bytes, usage.SharedBlocks.CountedAgain));
        Assert.Equal(LoopFileSystem.DiskUsage(store.GraphRoot), usage.Parts.Total.OnDisk);
        Assert.Equal(Size, Of(usage, a).KeptExtents);
        Assert.Equal(Of(usage, a).DiskUsage - Size, Of(usage, a).Freed);
        Assert.Equal(Size, usage.UnusedImages.KeptExtents);

        AssertFreed(fileSystem, store, a, Of(usage, a).Freed);
        var last = Of(DiskAccounting(store), b);
        Assert.Equal((0, last.DiskUsage), (last.KeptExtents, last.Freed));
        AssertFreed(fileSystem, store, b, last.Freed);
    }

    [LoopTheory]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void Blocks_that_a_file_outside_shares_are_kept_in_many_pieces(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = Make(fileSystem, out var first);
        using (var file = File.Create($"{first}/file"))
        {
            for (var piece = 0; piece < Pieces; piece++)
            {
                file.Position = 2L * piece * Block;
                file.Write(Bytes(Block));
                file.Flush(flushToDisk: true);
            }
        }

        Reflink($"{first}/file", $"{fileSystem.Root}/outside");
        var usage = DiskAccounting(store);

        Assert.Equal((Pieces * Block, 0), (usage.SharedBlocks.Bytes, usage.SharedBlocks.CountedAgain));
        Assert.Equal(Pieces * Block, Of(usage, TemporaryStore.Image('a')).KeptExtents);
    }

    [LoopTheory]
    [InlineData("ext4")]
    [InlineData("tmpfs")]
    public void A_file_system_without_shared_blocks_is_not_asked(string kind)
    {
        using var fileSystem = new LoopFileSystem(kind);
        using var store = Make(fileSystem, out _);

        Assert.Equal(default, DiskAccounting(store).SharedBlocks);
    }

    private static TemporaryStore Make(LoopFileSystem fileSystem, out string first)
    {
        var store = new TemporaryStore(above: fileSystem.Root);
        store.AddLayer('1');
        store.AddLayer('2');
        store.AddImage('a', '1');
        store.AddImage('b', '2');
        first = Diff(store, '1');
        return store;
    }

    private static GraphDriver.Savings.Disk.StoreUsage DiskAccounting(TemporaryStore store)
    {
        LoopFileSystem.Run("sync", "-f", store.GraphRoot);
        return GraphDriver.Savings.Disk.DiskAccounting.Read(store.Storage, CancellationToken.None);
    }

    private static GraphDriver.Savings.Disk.Removal Of(GraphDriver.Savings.Disk.StoreUsage usage, ImageId image) =>
        usage.Images.Single(one => one.Record.Id == image).Removal;

    private static void AssertFreed(LoopFileSystem fileSystem, TemporaryStore store, ImageId image, long foretold)
    {
        var before = fileSystem.Free();
        using (var transaction = store.Storage.BeginWrite())
        {
            transaction.DeleteImage(image);
        }

        // XFS gives the blocks of removed files back by and by.
        long freed;
        for (var attempt = 0; Math.Abs((freed = fileSystem.Free() - before) - foretold) > Slack && attempt < 100; attempt++)
        {
            Thread.Sleep(100);
        }

        Assert.InRange(freed, foretold - Slack, foretold + Slack);
    }

    private static string Diff(TemporaryStore store, char layer) => store.File($"overlay/{TemporaryStore.Layer(layer)}/diff");

    private static void Reflink(string from, string to)
    {
        LoopFileSystem.Run("sync", "-f", from);
        LoopFileSystem.Run("cp", "--reflink=always", from, to);
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}
