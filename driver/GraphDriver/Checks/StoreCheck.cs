using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>
/// Finds what is wrong in a store: records, folders, links, images of layers, objects, tar-splits, the pool, staging and mounts, of layers that
/// podman made too. Nothing is written. The locks are held while records are read and names are listed, not while content is.
/// </summary>
/// <param name="store">The store.</param>
public sealed class StoreCheck(ContainerStorage store)
{
    /// <summary>Checks. What other processes do at the same time leads to no findings.</summary>
    /// <param name="options">How much is checked.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public CheckReport Run(CheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var findings = new FindingList();
        var staging = new StagingCheck(store.Root, findings);
        var mounts = new MountCheck(store, findings);
        using var listing = StoreListing.Read(store, findings);
        var (images, layers) = Scope(listing, options.Images);
        CheckForm(listing, layers, options.Images is null ? null : images, findings);
        listing.Dispose();
        if (options.Images is null)
        {
            staging.Run();
            mounts.Run(listing.MountPoints);
        }

        CheckDocuments(images, listing, options.Quick, findings);
        var content = new ContentCheck(store, options.Quick, findings);
        var whole = layers.Where(layer => !findings.Hurts(layer.Id, FindingKind.MissingDirectory, FindingKind.MissingBlob)).ToList();
        content.Run(whole, withPool: options.Images is null && listing.Layers is not null, cancellationToken);
        staging.Confirm();
        mounts.Confirm();
        return new CheckReport
        {
            Images = images.Count,
            Layers = layers.Count,
            Objects = content.Objects,
            Bytes = content.Bytes,
            Findings = Confirm(findings, listing.Layers),
        };
    }

    private static (IReadOnlyList<ImageRecord> Images, IReadOnlyList<LayerRecord> Layers) Scope(StoreListing listing, IReadOnlyCollection<ImageId>? only)
    {
        var images = (listing.Images?.Records ?? []).Where(image => only?.Contains(image.Id) != false).ToList();
        if (listing.Layers is not { } all)
        {
            return (images, []);
        }

        var layers = only is null ? all.Records : images.SelectMany(image => listing.ChainOf(image.TopLayer) ?? []).Select(layer => all.Find(layer.Id)).OfType<LayerRecord>();
        return (images, [.. layers.Where(layer => !layer.IsIncomplete).DistinctBy(layer => layer.Id)]);
    }

    private void CheckForm(StoreListing listing, IReadOnlyList<LayerRecord> layers, IReadOnlyList<ImageRecord>? only, FindingList findings)
    {
        var records = new RecordCheck(listing, findings);
        if (only is null)
        {
            records.Run();
        }
        else
        {
            foreach (var image in only)
            {
                records.CheckImage(image);
            }
        }

        var form = new LayerFormCheck(store, listing, findings);
        foreach (var layer in layers)
        {
            form.Run(layer);
        }
    }

    /// <summary>Documents are read without the lock; those that look damaged then are read once more with it.</summary>
    private void CheckDocuments(IReadOnlyList<ImageRecord> images, StoreListing listing, bool quick, FindingList findings)
    {
        var suspects = new List<ImageRecord>();
        foreach (var image in images)
        {
            var first = new FindingList();
            new DocumentCheck(store, listing, quick, first).Run(image);
            if (first.ToList().Count > 0)
            {
                suspects.Add(image);
            }
        }

        if (suspects.Count > 0)
        {
            using var held = store.Images.BeginRead();
            var second = new DocumentCheck(store, listing, quick, findings);
            foreach (var image in suspects.Select(image => held.Records.Find(image.Id)).OfType<ImageRecord>())
            {
                second.Run(image);
            }
        }
    }

    private List<Finding> Confirm(FindingList findings, LayerSnapshot? before)
    {
        IEnumerable<Finding> confirmed = findings.ToList();
        if (before is not null)
        {
            using var now = store.Layers.BeginReadAsIs();
            confirmed = ContentCheck.Confirm(confirmed, before, now.Records).ToList();
        }

        return [.. confirmed.DistinctBy(finding => (finding.Kind, finding.Where, finding.Wanted)).OrderBy(finding => finding.Kind).ThenBy(finding => finding.Where, StringComparer.Ordinal)];
    }
}
