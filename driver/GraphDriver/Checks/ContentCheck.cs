using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Checks what is in layers, with no lock held: what was removed or made anew meanwhile is no finding.</summary>
internal sealed class ContentCheck
{
    private static readonly FindingKind[] ContentKinds =
    [
        FindingKind.MissingDirectory, FindingKind.DamagedBlob, FindingKind.MissingObject, FindingKind.DamagedObject,
        FindingKind.DamagedFile, FindingKind.DamagedTarSplit, FindingKind.WrongDiffId,
    ];

    private readonly ContainerStorage _store;
    private readonly FindingList _findings;
    private readonly ObjectFindings _objects = new();
    private readonly ContentDigests? _digests;
    private readonly LayerObjectsCheck _layerObjects;
    private readonly PoolCheck _pool;
    private readonly PlainLayerCheck _plain;

    public ContentCheck(ContainerStorage store, bool quick, FindingList findings)
    {
        (_store, _findings) = (store, findings);
        _digests = quick ? null : new ContentDigests(store.Root.Root);
        var verifier = new ObjectVerifier(_digests);
        _layerObjects = new LayerObjectsCheck(store.Root, verifier, findings, _objects);
        _pool = new PoolCheck(store.Root, verifier, findings, _objects);
        _plain = new PlainLayerCheck(store, findings);
    }

    /// <summary>How many objects of layers were looked at.</summary>
    public long Objects => _layerObjects.Count;

    /// <summary>How many bytes of objects were read.</summary>
    public long Bytes => _digests?.Bytes ?? 0;

    /// <summary>Checks layers that have all their parts, and the pool where asked for.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run(IReadOnlyList<LayerRecord> layers, bool withPool, CancellationToken cancellationToken)
    {
        foreach (var layer in layers)
        {
            Guard(layer.Id, () => CheckFiles(layer, cancellationToken));
        }

        if (withPool)
        {
            _pool.Run(cancellationToken);
            if (!_findings.Has(FindingKind.MissingDirectory, FindingKind.MissingLayer))
            {
                // Else what is in the pool alone may be what such a layer is mended with.
                _pool.Confirm();
            }
        }

        _findings.AddRange(_objects.ToFindings());
        if (_digests is not null)
        {
            // Anything wrong with the parts would be found in the whole once more.
            var sound = layers.Where(layer => LayerFormCheck.HasTarSplit(layer) && !_findings.Hurts(layer.Id, [.. ContentKinds, FindingKind.MissingTarSplit])).ToList();
            var proof = new LayerProof(_store, _findings);
            AllCores.ForEach(sound, layer => Guard(layer.Id, () => proof.Run(layer, cancellationToken)), cancellationToken);
        }
    }

    /// <summary>The findings without those in layers that have gone, or were made anew, since their records were read.</summary>
    public static IEnumerable<Finding> Confirm(IEnumerable<Finding> findings, LayerSnapshot before, LayerSnapshot now)
    {
        foreach (var finding in findings)
        {
            var left = finding.Layers.Where(layer => now.Find(layer) is { IsIncomplete: false } same && same.Created == before.Find(layer)?.Created).ToList();
            if (!ContentKinds.Contains(finding.Kind) || finding.Layers.Count == 0 || left.Count == finding.Layers.Count)
            {
                yield return finding;
            }
            else if (left.Count > 0)
            {
                yield return finding with { Layers = left };
            }
        }
    }

    private void CheckFiles(LayerRecord layer, CancellationToken cancellationToken)
    {
        if (LayerObjectsCheck.HasBlob(_store.Root, layer.Id))
        {
            _layerObjects.Run(layer.Id, cancellationToken);
        }
        else if (_digests is null && LayerFormCheck.HasTarSplit(layer) && !_findings.Hurts(layer.Id, FindingKind.MissingTarSplit, FindingKind.MissingBlob))
        {
            CheckSizes(layer.Id, cancellationToken);
        }
    }

    private void CheckSizes(LayerId layer, CancellationToken cancellationToken)
    {
        try
        {
            _plain.Run(layer, readContent: false, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            _findings.Add(FindingKind.DamagedTarSplit, layer, $"{StoreLayout.Layers}/{LayerStore.TarSplitName(layer)}", $"is malformed: {error.Message}");
        }
    }

    /// <summary>A folder that is gone was there a moment before: the layer goes, or somebody took it away.</summary>
    private void Guard(LayerId layer, Action check)
    {
        try
        {
            check();
        }
        catch (LinuxException error) when (error.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            _findings.Add(FindingKind.MissingDirectory, layer, LayerDirectories.PathOf(layer), $"changed while it was checked: {error.Message}");
        }
    }
}
