using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Model;
using GraphDriver.Pull;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>
/// Mends layers that lack a part: the layer is staged once more, and the parts of it that are missing or damaged are moved to their places.
/// </summary>
internal sealed class LayerRepair(ContainerStorage store, ImageOrigins origins, LayerSources sources, Action<string>? log)
{
    private static readonly FindingKind[] Kinds =
    [
        FindingKind.MissingDirectory, FindingKind.MissingBlob, FindingKind.DamagedBlob, FindingKind.MissingTarSplit, FindingKind.DamagedTarSplit,
    ];

    /// <summary>Whether a finding is for this to mend.</summary>
    public static bool Mends(Finding finding) => Kinds.Contains(finding.Kind) && finding.Layers.Count == 1;

    /// <summary>Mends one layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="findings">What is wrong with it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<RepairOutcome>> RunAsync(LayerId layer, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var record = store.Layers.Read().Find(layer);
        if (record is null)
        {
            return [.. findings.Select(finding => new RepairOutcome(finding, true, "the layer was removed meanwhile"))];
        }

        DiffId? diffId = record.UncompressedDigest.IsEmpty ? null : new DiffId(record.UncompressedDigest);
        if (await sources.StageAsync(layer, diffId, cancellationToken).ConfigureAwait(false) is not { } staged)
        {
            var isRemoved = TryRemove(layer);
            var note = isRemoved ? "removed: nothing gives the layer, and nothing needs it" : "neither the store nor a registry that an image's name says gives the layer";
            return [.. findings.Select(finding => new RepairOutcome(finding, isRemoved, note))];
        }

        using (staged.Layer)
        {
            Replace(record, staged.Layer, [.. findings.Select(finding => finding.Kind)]);
        }

        return [.. findings.Select(finding => new RepairOutcome(finding, true, $"made again from {staged.Place}"))];
    }

    /// <summary>Brings back a layer that has lost its record, after those below it.</summary>
    /// <returns>Where it came from; null where nothing gives it.</returns>
    public async Task<string?> RestoreAsync(LayerId layer, CancellationToken cancellationToken)
    {
        foreach (var origin in origins.Of(layer).ToList())
        {
            if (!origin.Parent.IsEmpty && store.Layers.Read().Find(origin.Parent) is null && await RestoreAsync(origin.Parent, cancellationToken).ConfigureAwait(false) is null)
            {
                continue;
            }

            if (await sources.StageAsync(layer, origin.DiffId, cancellationToken).ConfigureAwait(false) is { } staged)
            {
                using (staged.Layer)
                {
                    new LayerCommit(store, log).Commit([new PlacedLayer(staged.Layer, layer, origin.Parent)]);
                    return staged.Place;
                }
            }
        }

        return null;
    }

    /// <summary>Removes a layer that no image, container or other layer needs: what a pull that was ended has left for the next.</summary>
    private bool TryRemove(LayerId layer)
    {
        using var transaction = store.BeginWrite();
        transaction.DeleteUnneeded([layer]);
        return transaction.Layers.Records.Find(layer) is null;
    }

    private void Replace(LayerRecord record, StagedLayer layer, IReadOnlyCollection<FindingKind> kinds)
    {
        var withBlob = kinds.Any(kind => kind is FindingKind.MissingDirectory or FindingKind.MissingBlob or FindingKind.DamagedBlob);
        if (withBlob)
        {
            new LayerCommit(store, log).WriteBlob(new PlacedLayer(layer, record.Id, record.Parent));
            LayerSeal.Run(store, layer);
        }

        Flush.Run(store);
        using var transaction = store.Layers.BeginWrite();
        if (transaction.Records.Find(record.Id) is null)
        {
            return;
        }

        if (kinds.Contains(FindingKind.MissingDirectory))
        {
            PlaceDirectory(transaction, record, layer);
        }
        else if (withBlob)
        {
            PlaceBlob(record.Id, layer);
        }

        layer.Staging.MoveFile(StagedLayer.TarSplitName, store.Layers.Folder.Handle, LayerStore.TarSplitName(record.Id));
    }

    /// <summary>The layers above and their mounts speak of the short name that it had.</summary>
    private void PlaceDirectory(LayerTransaction transaction, LayerRecord record, StagedLayer layer)
    {
        var links = new LinkRepair(store);
        var name = links.FindName(record.Id);
        transaction.Update(record.AsIncomplete());
        transaction.Save();
        new LayerDirectories(store.Root, Flush.IsAskedFor(store)).Publish(layer.Staging, record.Id, record.Parent);
        links.KeepName(record.Id, name);
        transaction.Update(record);
        transaction.Save();
    }

    /// <summary>The objects are there as a rule; those that only the new blob names come with it.</summary>
    private void PlaceBlob(LayerId id, StagedLayer layer)
    {
        var path = LayerDirectories.PathOf(id);
        using var diff = OpenAt.Open(store.Root.Root, $"{path}/diff", OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        foreach (var redirect in TreeObjects.Find(layer.Tree))
        {
            var name = TreeObjects.Relative(redirect);
            if (Statx.TryQuery(diff, name, StatFlags.NoFollow, out _) == Errno.ENOENT)
            {
                MkdirAt.TryMake(diff, name[..2], Objects.ObjectPool.ShardMode);
                LinkAt.Link(layer.Staging.Diff, name, diff, name);
            }
        }

        RootMetadata.Apply(layer.Tree.Root, diff);
        MkdirAt.MakeIfMissing(store.Root.Root, $"{path}/{LayerDirectories.BlobFolder}", LayerCommit.DataFolderMode);
        RenameAt.Rename(layer.Staging.Directory, LayerDirectories.BlobPath, store.Root.Root, $"{path}/{LayerDirectories.BlobPath}", RenameFlags.None);
    }
}
