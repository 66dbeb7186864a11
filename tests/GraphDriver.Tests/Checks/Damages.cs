using GraphDriver.Checks;
using GraphDriver.Store;
using static GraphDriver.Checks.FindingKind;

namespace GraphDriver.Tests.Checks;

/// <summary>Ways to break one thing of a <see cref="PulledStore"/>, and what a check then finds.</summary>
internal static class Damages
{
    /// <summary>Damage that a repair mends.</summary>
    public static IReadOnlyDictionary<string, Damage> Mendable { get; } = new Dictionary<string, Damage>
    {
        ["an object with other bytes"] = new(store => PulledStore.Flip(store.Store.File(PulledStore.ObjectOf(store.Base, 'b')), 17), [DamagedObject], []),
        ["an object of two layers with other bytes"] = new(store => PulledStore.Flip(store.Store.File(PulledStore.ObjectOf(store.Top, 'a')), 17), [DamagedObject], []),
        ["a short object"] = new(store => Truncate(store.Store.File(PulledStore.ObjectOf(store.Base, 'b'))), [DamagedObject], [DamagedObject]),
        ["no object"] = new(store => File.Delete(store.Store.File(PulledStore.ObjectOf(store.Base, 'b'))), [MissingObject], [MissingObject]),
        ["a folder in an object's place"] = new(Replace, [DamagedObject], [DamagedObject]),
        ["no object, not in the pool either"] = new(store => Lose(store, 'd'), [MissingObject], [MissingObject]),
        ["a pool entry with other bytes"] = new(RenewPooled, [DamagedObject], []),
        ["a pool entry alone"] = new(AddOrphan, [OrphanedObject], [OrphanedObject]),
        ["no blob"] = new(store => File.Delete(store.Blob(store.Top)), [MissingBlob], [MissingBlob]),
        ["a short blob"] = new(store => Truncate(store.Blob(store.Top), 4000), [DamagedBlob], [DamagedBlob]),
        ["a blob that is none"] = new(store => File.WriteAllText(store.Blob(store.Base), "none"), [DamagedBlob], [DamagedBlob]),
        ["a blob with another mode"] = new(store => FlipMode(store.Blob(store.Base)), [DamagedBlob], []),
        ["a blob with another fs-verity digest"] = new(store => FlipVerity(store.Blob(store.Base)), [DamagedBlob], []),
        ["no tar-split"] = new(store => File.Delete(store.TarSplit(store.Top)), [MissingTarSplit], [MissingTarSplit]),
        ["a short tar-split"] = new(store => Truncate(store.TarSplit(store.Top)), [DamagedTarSplit], []),
        ["a tar-split with other bytes"] = new(store => PulledStore.Flip(store.TarSplit(store.Base), 60), [DamagedTarSplit], []),
        ["no link"] = new(store => File.Delete(store.Store.File($"overlay/{store.Base}/link")), [DamagedLink], [DamagedLink]),
        ["a link that is none"] = new(store => store.Store.Write($"overlay/{store.Base}/link", "../../etc"), [DamagedLink], [DamagedLink]),
        ["no short name"] = new(store => File.Delete(store.Store.File($"overlay/l/{store.Link(store.Base)}")), [DamagedLink], [DamagedLink]),
        ["a short name of another"] = new(Swap, [DamagedLink], [DamagedLink]),
        ["a short name of nobody"] = new(store => File.CreateSymbolicLink(store.Store.File("overlay/l/STRAY"), $"../{new string('9', 64)}/diff"), [StrayLink], [StrayLink]),
        ["no lower"] = new(store => File.Delete(store.Store.File($"overlay/{store.Top}/lower")), [DamagedLower], [DamagedLower]),
        ["a lower of others"] = new(store => store.Store.Write($"overlay/{store.Top}/lower", "l/OTHER"), [DamagedLower], [DamagedLower]),
        ["no directory"] = new(store => Directory.Delete(store.Store.File($"overlay/{store.Base}"), recursive: true), [MissingDirectory], [MissingDirectory]),
        ["no content"] = new(store => Directory.Delete(store.Store.File($"overlay/{store.Top}/diff"), recursive: true), [MissingDirectory], [MissingDirectory]),
        ["no record of a layer"] = new(store => Forget(store, store.Top), [MissingLayer, OrphanedDirectory], [MissingLayer, OrphanedDirectory]),
        ["no record of the lowest layer"] = new(store => Forget(store, store.Base), [MissingLayer, OrphanedDirectory], [MissingLayer, OrphanedDirectory]),
        ["an incomplete layer that nobody needs"] = new(AddIncomplete, [IncompleteLayer], [IncompleteLayer]),
        ["a directory without a record"] = new(store => Directory.CreateDirectory(store.Store.File($"overlay/{new string('8', 64)}/diff")), [OrphanedDirectory], [OrphanedDirectory]),
        ["a tar-split without a record"] = new(store => store.Store.Write($"overlay-layers/{new string('8', 64)}.tar-split.gz", ""), [OrphanedLayerData], [OrphanedLayerData]),
        ["documents without a record"] = new(store => Directory.CreateDirectory(store.Store.File($"overlay-images/{new string('8', 64)}")), [OrphanedImageData], [OrphanedImageData]),
        ["a layer without its format"] = new(store => File.Delete(Directory.EnumerateFiles(store.Store.File($"overlay-layers/{store.Top}")).Single()), [MissingData], [MissingData]),
        ["a manifest with other bytes"] = new(store => PulledStore.Flip(store.Store.File($"overlay-images/{store.Image}/manifest"), 3), [DamagedData], []),
        ["a long configuration"] = new(store => File.AppendAllText(Config(store), " "), [DamagedData], [DamagedData]),
        ["no configuration"] = new(store => File.Delete(Config(store)), [MissingData], [MissingData]),
        ["a record with another size"] = new(ChangeSize, [DamagedData], [DamagedData]),
        ["a staging directory of a dead process"] = new(Abandon, [StagingLeftover], [StagingLeftover]),
        ["half-written files of dead processes"] = new(LeaveTemporaryFiles, [.. Enumerable.Repeat(TemporaryFile, 12)], [.. Enumerable.Repeat(TemporaryFile, 12)]),
        ["a mount that is not there"] = new(CountMount, [StaleMount], [StaleMount]),
        ["an old layer that nothing needs"] = new(store => AddLayer(store, TimeSpan.FromDays(2)), [UnneededLayer], [UnneededLayer]),
    };

    /// <summary>Damage of records, which nothing tells the truth of.</summary>
    public static IReadOnlyDictionary<string, Damage> Unmendable { get; } = new Dictionary<string, Damage>
    {
        ["layers.json that is none"] = new(store => store.Store.Write("overlay-layers/layers.json", "[{"), [DamagedRecords], [DamagedRecords]),
        ["images.json that is none"] = new(store => store.Store.Write("overlay-images/images.json", "{}"), [DamagedRecords], [DamagedRecords]),
        ["another DiffID"] = new(store => Change(store, layer => layer with { UncompressedDigest = Oci.Model.Digest.Sha256Of("x"u8) }), [WrongLayers, WrongDiffId], []),
        ["another parent"] = new(store => Change(store, layer => layer with { Parent = default }), [WrongLayers, DamagedLower], [DamagedLower]),
        ["a container of no image"] = new(store => store.Store.AddContainer('c', '7', '7'), [MissingLayer, MissingImage], [MissingLayer, MissingImage]),
    };

    private static string Config(PulledStore store) => Directory.EnumerateFiles(store.Store.File($"overlay-images/{store.Image}"))
        .Single(path => File.ReadAllText(path).Contains("\"rootfs\"", StringComparison.Ordinal));

    private static void Truncate(string path, int by = 100)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(file.Length - by);
    }

    private static void Replace(PulledStore store)
    {
        var path = store.Store.File(PulledStore.ObjectOf(store.Base, 'b'));
        File.Delete(path);
        File.CreateSymbolicLink(path, "/etc/passwd");
    }

    private static void Lose(PulledStore store, char letter)
    {
        var path = PulledStore.ObjectOf(store.Top, letter);
        File.Delete(store.Store.File(path));
        File.Delete(store.Store.File($"graphdriver/objects/{path[^65..]}"));
    }

    /// <summary>The layers keep the sound inode; the pool has one of its own, with a name elsewhere.</summary>
    private static void RenewPooled(PulledStore store)
    {
        var pooled = store.Store.File($"graphdriver/objects/{PulledStore.ObjectOf(store.Base, 'b')[^65..]}");
        File.Delete(pooled);
        File.WriteAllText(pooled, PulledStore.Content('x'));
        Linux.Files.LinkAt.Link(Linux.Files.WorkingDirectory.Handle, pooled, Linux.Files.WorkingDirectory.Handle, store.Store.File("elsewhere"));
    }

    private static void AddOrphan(PulledStore store)
    {
        Directory.CreateDirectory(store.Store.File("graphdriver/objects/00"));
        store.Store.Write($"graphdriver/objects/00/{new string('0', 62)}", "orphan");
    }

    /// <summary>The mode of the first regular file, 0644.</summary>
    private static void FlipMode(string blob) => PulledStore.Flip(blob, Find(blob, [0xA4, 0x81]));

    private static void FlipVerity(string blob) => PulledStore.Flip(blob, Find(blob, [.. "metacopy"u8]) + 40);

    private static int Find(string path, byte[] bytes) => File.ReadAllBytes(path).AsSpan().IndexOf(bytes);

    private static void Swap(PulledStore store)
    {
        var link = store.Store.File($"overlay/l/{store.Link(store.Base)}");
        File.Delete(link);
        File.CreateSymbolicLink(link, $"../{store.Top}/diff");
    }

    private static void Forget(PulledStore store, LayerId layer)
    {
        var file = store.Store.File("overlay-layers/layers.json");
        var records = Newtonsoft.Json.Linq.JArray.Parse(File.ReadAllText(file));
        records.Single(record => (string?)record["id"] == layer.Hex).Remove();
        File.WriteAllText(file, records.ToString(Newtonsoft.Json.Formatting.None));
    }

    private static void Change(PulledStore store, Func<LayerRecord, LayerRecord> change)
    {
        using var layers = store.Store.Storage.Layers.BeginWrite();
        layers.Update(change(layers.Records.Find(store.Top)!));
        layers.Save();
    }

    private static void AddIncomplete(PulledStore store)
    {
        using var layers = store.Store.Storage.Layers.BeginWrite();
        layers.Add(new LayerRecord { Id = TemporaryLayer, Created = Timestamp.Now }.AsIncomplete());
        layers.Save();
    }

    private static LayerId TemporaryLayer => LayerId.Parse(new string('6', 64));

    private static void AddLayer(PulledStore store, TimeSpan age)
    {
        store.Store.AddLayer('6');
        using var layers = store.Store.Storage.Layers.BeginWrite();
        layers.Update(layers.Records.Find(TemporaryLayer)! with { Created = Timestamp.Parse((DateTimeOffset.UtcNow - age).ToString("yyyy-MM-ddTHH:mm:ssZ")) });
        layers.Save();
    }

    private static void ChangeSize(PulledStore store)
    {
        using var images = store.Store.Storage.Images.BeginWrite();
        var image = images.Records.Find(store.Image)!;
        images.Update(image with { BigData = image.BigData.With("manifest", 7, image.BigData.Digests["manifest"]) });
        images.Save();
    }

    private static void Abandon(PulledStore store)
    {
        Directory.CreateDirectory(store.Store.File("overlay/staging/left/layer/diff"));
        store.Store.Write("overlay/staging/left/staging.lock", "");
    }

    /// <summary>One of ours in each place, and one as podman names it.</summary>
    private static void LeaveTemporaryFiles(PulledStore store)
    {
        Directory.CreateDirectory(store.Store.File($"overlay-containers/{new string('5', 64)}"));
        foreach (var folder in (string[])["overlay-layers", "overlay-images", "overlay-containers", $"overlay-layers/{store.Top}", $"overlay-images/{store.Image}", $"overlay-containers/{new string('5', 64)}"])
        {
            store.Store.Write($"{folder}/{GraphDriver.Store.Files.StoreFolder.TemporaryName("layers.json")}", "[");
            store.Store.Write($"{folder}/.tmp-layers.json4118266", "");
        }
    }

    private static void CountMount(PulledStore store)
    {
        using var mounts = store.Store.Storage.MountPoints.BeginWrite();
        mounts.Set(store.Top, store.Store.File($"overlay/{store.Top}/merged"), 2);
        mounts.Save();
    }

    /// <summary>One damage.</summary>
    /// <param name="Break">Does it.</param>
    /// <param name="Full">What a full check finds.</param>
    /// <param name="Quick">What a quick check finds.</param>
    internal sealed record Damage(Action<PulledStore> Break, FindingKind[] Full, FindingKind[] Quick);
}
