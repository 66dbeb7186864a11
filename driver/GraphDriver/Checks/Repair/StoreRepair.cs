using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>
/// Mends what a <see cref="StoreCheck"/> found: documents and objects are fetched again singly, blobs made again from tar-splits, layers staged
/// again where nothing less helps, links made, leftovers removed. What comes from elsewhere is proven before it takes a place, and takes it by a rename.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="settings">Where content is fetched from.</param>
public sealed class StoreRepair(ContainerStorage store, RepairSettings settings)
{
    private static readonly FindingKind[] Links = [FindingKind.DamagedLink, FindingKind.DamagedLower, FindingKind.StrayLink];

    /// <summary>Mends as much as can be mended.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="cancellationToken">Ends the work between two findings; what was mended stays so.</param>
    /// <returns>What became of each finding.</returns>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public async Task<IReadOnlyList<RepairOutcome>> RunAsync(IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var outcomes = new List<RepairOutcome>();
        await using var origins = new ImageOrigins(store, settings);
        await MendDocumentsAsync(findings, origins, outcomes, cancellationToken).ConfigureAwait(false);
        await MendObjectsAsync(findings, origins, outcomes, cancellationToken).ConfigureAwait(false);
        await MendLayersAsync(findings, origins, outcomes, cancellationToken).ConfigureAwait(false);
        MendLinks(findings, outcomes);
        outcomes.AddRange(new LeftoverRepair(store).Run([.. findings.Where(finding => LeftoverRepair.Kinds.Contains(finding.Kind))], cancellationToken));
        outcomes.AddRange(new MountRepair(store).Run([.. findings.Where(finding => finding.Kind == FindingKind.StaleMount)]));
        outcomes.AddRange(findings.Except(outcomes.Select(outcome => outcome.Finding)).Select(finding => new RepairOutcome(finding, false, finding.Remedy)));
        return settings.RemoveUnmended ? new ImageWithdrawal(store).Run(outcomes) : outcomes;
    }

    private async Task MendDocumentsAsync(IReadOnlyList<Finding> findings, ImageOrigins origins, List<RepairOutcome> outcomes, CancellationToken cancellationToken)
    {
        var documents = new DocumentRepair(store, origins, settings.Log);
        var layerData = new LayerDataRepair(store);
        foreach (var finding in findings.Where(finding => finding.DataKey is not null))
        {
            outcomes.Add(finding.Image.IsEmpty ? layerData.Run(finding) : await documents.RunAsync(finding, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task MendObjectsAsync(IReadOnlyList<Finding> findings, ImageOrigins origins, List<RepairOutcome> outcomes, CancellationToken cancellationToken)
    {
        var objects = findings.Where(finding => finding.Kind is FindingKind.MissingObject or FindingKind.DamagedObject).ToList();
        if (objects.Count > 0)
        {
            using var pool = new SoundObjects(store);
            outcomes.AddRange(await new ObjectRepair(store, origins, pool, settings.Log).RunAsync(objects, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task MendLayersAsync(IReadOnlyList<Finding> findings, ImageOrigins origins, List<RepairOutcome> outcomes, CancellationToken cancellationToken)
    {
        var layers = new LayerRepair(store, origins, new LayerSources(store, origins, settings.Log), settings.Log);
        foreach (var missing in findings.Where(finding => finding.Kind == FindingKind.MissingLayer).GroupBy(finding => finding.Wanted))
        {
            var place = await layers.RestoreAsync(missing.Key, cancellationToken).ConfigureAwait(false);
            outcomes.AddRange(missing.Select(finding => new RepairOutcome(finding, place is not null, place is null ? "no image names a registry that gives the layer" : $"taken from {place}")));
        }

        foreach (var layer in findings.Where(LayerRepair.Mends).GroupBy(finding => finding.Layers[0]))
        {
            outcomes.AddRange(await layers.RunAsync(layer.Key, [.. layer], cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>A layer that was put in place again may have got another short name.</summary>
    private void MendLinks(IReadOnlyList<Finding> findings, List<RepairOutcome> outcomes)
    {
        if (findings.Any(finding => Links.Contains(finding.Kind) || finding.Kind is FindingKind.MissingDirectory or FindingKind.MissingLayer))
        {
            new LinkRepair(store).Run();
            outcomes.AddRange(findings.Where(finding => Links.Contains(finding.Kind)).Select(finding => new RepairOutcome(finding, true, finding.Kind == FindingKind.StrayLink ? "removed" : "made again")));
        }
    }
}
