using System.Runtime.Versioning;
using GraphDriver.Configuration;
using GraphDriver.Drivers;
using GraphDriver.Images;
using GraphDriver.Layers;
using GraphDriver.Store;
using GraphDriver.Testing;
using GraphDriver.Tests.Checks;
using GraphDriver.Tests.Savings.Disk;

namespace GraphDriver.Tests.Store;

/// <summary>
/// What a power cut leaves of a store: the device behind a file system is copied at that moment, with all that it was given and nothing that waits in the page cache, and the
/// copy is mounted, which replays its journal.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class PowerCutTests
{
    private const string Flushed = "sync=filesystem";

    [LoopTheory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void What_commands_have_made_is_whole_where_storage_conf_asks_for_it(string kind)
    {
        using var disk = new LoopFileSystem(kind);
        using var pulled = new PulledStore(new TemporaryStore(above: disk.Root, options: Flushed));

        // For the name, which no command has given the image.
        Flush.Run(pulled.Store.Storage);
        AssertWhole(disk, pulled.Store, images: 1, layers: 2);

        Import(pulled.Store, 'i');
        AssertWhole(disk, pulled.Store, images: 2, layers: 3);

        using (var layers = pulled.Store.Storage.Layers.BeginWrite())
        {
            GraphDrivers.Of(pulled.Store.Storage).Create(layers, new ReadWriteLayer { Parent = pulled.Top });
        }

        Flush.Run(pulled.Store.Storage);
        AssertWhole(disk, pulled.Store, images: 2, layers: 4);
    }

    /// <summary>The journal may reach the disk at any moment: whatever it names by then has to be there.</summary>
    [LoopTheory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    public void A_record_is_never_on_the_disk_before_the_layer_is(string kind)
    {
        using var disk = new LoopFileSystem(kind);
        using var store = new TemporaryStore(above: disk.Root, options: Flushed);
        var driver = GraphDrivers.Of(store.Storage);
        var top = driver.Apply(Tar('u'), driver.Apply(Tar('l'), default));
        using (var layers = store.Storage.Layers.BeginWrite())
        {
            driver.Create(layers, new ReadWriteLayer { Parent = top });
        }

        WriteJournal(store);
        AssertWhole(disk, store, images: 0, layers: 3);
    }

    /// <summary>By default nothing is flushed but records and documents: <c>check</c> tells what was lost, and mends it.</summary>
    [LoopTheory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    public void By_default_contents_may_be_lost_which_check_finds_and_mends(string kind)
    {
        using var disk = new LoopFileSystem(kind);
        using var pulled = new PulledStore(new TemporaryStore(above: disk.Root));
        WriteJournal(pulled.Store);

        using var left = disk.CutPower();
        using var store = ContainerStorage.Open(On(disk, left, pulled.Store.Configuration));
        Assert.NotEmpty(PulledStore.Check(store));

        // What an empty blob hides is found once there is a blob, as 'check --repair' finds it.
        for (var round = 0; round < 2; round++)
        {
            Assert.All(pulled.Repair(store), outcome => Assert.True(outcome.IsMended, $"{outcome.Finding.Kind}: {outcome.Note}"));
        }

        Assert.Empty(PulledStore.Check(store));
    }

    private static void AssertWhole(LoopFileSystem disk, TemporaryStore store, int images, int layers)
    {
        using var left = disk.CutPower();
        using var found = ContainerStorage.Open(On(disk, left, store.Configuration));
        Assert.Empty(PulledStore.Check(found));
        Assert.Equal((images, layers), (found.Images.Read().Records.Count, found.Layers.Read().Records.Count));
    }

    private static StorageConfiguration On(LoopFileSystem disk, LoopFileSystem left, StorageConfiguration configuration) => new()
    {
        Driver = configuration.Driver,
        GraphRoot = configuration.GraphRoot.Replace(disk.Root, left.Root, StringComparison.Ordinal),
        RunRoot = configuration.RunRoot.Replace(disk.Root, left.Root, StringComparison.Ordinal),
    };

    /// <summary>As another program does when it flushes a file of its own: the journal goes to the disk with it, contents of other files do not.</summary>
    private static void WriteJournal(TemporaryStore store)
    {
        using var file = File.Create($"{store.GraphRoot}/../other");
        file.Write("x"u8);
        file.Flush(flushToDisk: true);
    }

    private static void Import(TemporaryStore store, char letter) =>
        new TarImport(store.Storage).Run(Tar(letter), new ImportOptions { Names = [$"localhost/{letter}:latest"] }, CancellationToken.None);

    private static MemoryStream Tar(char letter) => new(new TarBuilder().File($"file-{letter}", PulledStore.Content(letter)).End().ToArray());
}
