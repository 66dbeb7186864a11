using GraphDriver.Oci.Transports;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>
/// Brings back objects that are missing or damaged: from the pool, another layer or an additional store, else from the registry that an
/// image's name says. Every name of a damaged inode gets the sound one.
/// </summary>
internal sealed class ObjectRepair(ContainerStorage store, ImageOrigins origins, SoundObjects pool, Action<string>? log)
{
    private const string Running = "; containers that run keep the damaged file until they are started again";

    private readonly Dictionary<string, string> _foundIn = [];

    /// <summary>Mends objects.</summary>
    public async Task<IReadOnlyList<RepairOutcome>> RunAsync(IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        foreach (var path in findings.Select(finding => finding.ObjectPath!).Distinct())
        {
            if (pool.Has(path, cancellationToken))
            {
                _foundIn[path] = "the pool";
            }
            else if (pool.TryFindElsewhere(path, cancellationToken) is { } place)
            {
                _foundIn[path] = place;
            }
        }

        await FetchAsync(findings, cancellationToken).ConfigureAwait(false);
        return [.. findings.Select(finding => Finish(finding, cancellationToken))];
    }

    private async Task FetchAsync(IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        foreach (var layer in findings.SelectMany(finding => finding.Layers).Distinct())
        {
            var wanted = findings.Where(finding => finding.Layers.Contains(layer) && !_foundIn.ContainsKey(finding.ObjectPath!))
                .DistinctBy(finding => finding.ObjectPath).ToDictionary(finding => finding.ObjectPath!, finding => finding.ObjectSize);
            foreach (var origin in origins.Of(layer).DistinctBy(origin => (origin.Blob.Digest, origin.Image.Id)))
            {
                if (wanted.Count == 0)
                {
                    break;
                }

                await FetchAsync(origin, wanted, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FetchAsync(LayerOrigin origin, Dictionary<string, long> wanted, CancellationToken cancellationToken)
    {
        if (await origins.OpenAsync(origin.Image, cancellationToken).ConfigureAwait(false) is not { } source)
        {
            return;
        }

        var before = wanted.Keys.ToList();
        try
        {
            await FetchPartsAsync(source, origin, wanted, cancellationToken).ConfigureAwait(false);
            if (wanted.Count > 0)
            {
                await using var blob = await source.OpenBlobAsync(origin.Blob, cancellationToken).ConfigureAwait(false);
                await Task.Run(() => new StreamedObjects(pool).Take(blob, wanted, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or NotSupportedException)
        {
            log?.Invoke($"{origin.Blob.Digest} of {source.Name}: {error.Message}");
        }

        foreach (var path in before.Except(wanted.Keys))
        {
            _foundIn[path] = source.Name;
        }
    }

    /// <summary>A blob with a table of contents gives single files, as a rule; else its stream does.</summary>
    private async Task FetchPartsAsync(IImageSource source, LayerOrigin origin, Dictionary<string, long> wanted, CancellationToken cancellationToken)
    {
        try
        {
            await new ChunkedObjects(pool).TakeAsync(source, origin.Blob, wanted, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or NotSupportedException)
        {
            log?.Invoke($"no parts of {origin.Blob.Digest} of {source.Name}: {error.Message}");
        }
    }

    private RepairOutcome Finish(Finding finding, CancellationToken cancellationToken)
    {
        var path = finding.ObjectPath!;
        if (finding.Layers.Count == 0)
        {
            return new RepairOutcome(finding, true, "taken out of the pool");
        }

        if (!_foundIn.TryGetValue(path, out var place))
        {
            return new RepairOutcome(finding, false, "neither the store nor a registry that an image's name says has the content");
        }

        var damaged = pool.FindDamaged(store.Layers.Read().Records.Select(layer => layer.Id), path, cancellationToken).Union(finding.Layers).ToList();

        // Nobody removes a layer while this is held.
        using var layers = store.Layers.BeginRead();
        foreach (var layer in damaged.Where(layer => layers.Records.Find(layer) is not null))
        {
            pool.PutInto(layer, path);
        }

        return new RepairOutcome(finding, true, $"taken from {place}{(finding.Kind == FindingKind.DamagedObject ? Running : "")}");
    }
}
