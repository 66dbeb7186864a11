using GraphDriver.Layers;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>Removes what belongs to nothing, as <c>gc</c> does, and what has no record.</summary>
internal sealed class LeftoverRepair(ContainerStorage store)
{
    /// <summary>What this mends.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } =
    [
        FindingKind.OrphanedDirectory, FindingKind.OrphanedLayerData, FindingKind.OrphanedImageData, FindingKind.OrphanedObject,
        FindingKind.StagingLeftover, FindingKind.TemporaryFile, FindingKind.UnneededLayer, FindingKind.IncompleteLayer,
    ];

    /// <summary>Removes what was found.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<RepairOutcome> Run(IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
        {
            return [];
        }

        // Whoever takes the lock removes incomplete layers.
        using (var transaction = store.Layers.BeginWrite())
        {
            foreach (var finding in findings.Where(finding => finding.Kind is FindingKind.OrphanedDirectory or FindingKind.OrphanedLayerData))
            {
                if (transaction.Records.Find(finding.Orphan) is null)
                {
                    store.Layers.RemoveFiles(finding.Orphan);
                }
            }
        }

        new GarbageCollection(store).Run(GarbageCollection.DefaultLayerAge, cancellationToken);
        return [.. findings.Select(finding => new RepairOutcome(finding, true, "removed"))];
    }
}
