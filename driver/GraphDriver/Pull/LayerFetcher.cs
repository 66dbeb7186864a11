using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// Brings the layers of one image into the store's staging, some of them side by side: a layer that the store has over other
/// parents is copied from there, any other is fetched, in parts or whole, unless another pull is about it.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="source">Where blobs come from.</param>
/// <param name="progress">Hears of the bytes that come.</param>
/// <param name="settings">How many are fetched at once.</param>
internal sealed class LayerFetcher(ContainerStorage store, IImageSource source, IPullProgress progress, PullSettings settings) : IDisposable
{
    private readonly IGraphDriver _driver = GraphDrivers.Of(store, settings.Log);
    private readonly LayerSnapshot _present = store.Layers.Read();
    private readonly SemaphoreSlim _slots = new(settings.ParallelLayers);
    private readonly BlobLeases _leases = new(store.Root.RunRoot, settings.Log);

    /// <summary>Whether the store has the layer where it is wanted.</summary>
    public bool IsPresent(LayerId id) => _present.Find(id) is not null;

    /// <summary>Stages a layer; the caller disposes it, and calls <see cref="Release"/> when it is committed.</summary>
    /// <param name="index">Its place in the image, 0 for the lowest.</param>
    /// <param name="id">The id that it is to have.</param>
    /// <param name="layer">Its blob.</param>
    /// <param name="identity">What it has to be.</param>
    /// <param name="stop">Ends the work; cancelled here where it fails, so that the other layers stop too.</param>
    /// <exception cref="InvalidDataException">The blob is not the layer that it should be.</exception>
    /// <exception cref="TocIdentityException">The layer cannot be taken by its table of contents.</exception>
    /// <exception cref="IOException">The source or the store failed.</exception>
    public async Task<FetchedLayer> FetchAsync(int index, LayerId id, Descriptor layer, LayerIdentity identity, CancellationTokenSource stop)
    {
        try
        {
            await _leases.TakeAsync(index, layer.Digest, () => progress.Waiting(layer), stop.Token);
            await _slots.WaitAsync(stop.Token);
            try
            {
                return await FetchAsync(id, layer, identity, stop.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <inheritdoc cref="ILayerTars.Commit"/>
    public IReadOnlyList<bool> Commit(IReadOnlyList<LayerPlacement> layers) => _driver.Commit(layers);

    /// <summary>Lets others fetch the blob of a layer that is committed.</summary>
    public void Release(int index) => _leases.Release(index);

    public void Dispose()
    {
        _leases.Dispose();
        _slots.Dispose();
    }

    private async Task<FetchedLayer> FetchAsync(LayerId id, Descriptor layer, LayerIdentity identity, CancellationToken cancellationToken)
    {
        var diffId = identity.DiffId;
        var present = store.Layers.Read();
        if (present.Find(id) is not null)
        {
            return new FetchedLayer(null, IsCopy: true);
        }

        if (identity.Toc.IsEmpty && present.WithUncompressedDigest(diffId.Digest).Any()
            && await InBackground(() => TryCopy(present, diffId, cancellationToken), cancellationToken) is { } copy)
        {
            return new FetchedLayer(copy, IsCopy: true);
        }

        var known = new LayerSource { Blob = layer, DiffId = diffId, TocDigest = identity.Toc };
        if (_driver is ILayerParts parts && source is IBlobRangeSource ranges
            && await InBackground(() => parts.TryStageParts(known, ranges, count => progress.Received(layer, count), cancellationToken), cancellationToken) is { } staged)
        {
            return new FetchedLayer(staged, IsCopy: false);
        }

        if (!identity.Toc.IsEmpty)
        {
            throw new TocIdentityException();
        }

        var blob = await source.OpenBlobAsync(layer, cancellationToken);
        var counted = new CountingStream(blob, count => progress.Received(layer, count));
        return new FetchedLayer(await InBackground(() => _driver.Stage(known, counted, cancellationToken), cancellationToken), IsCopy: false);
    }

    /// <summary>The layer made anew from one with the same tar stream; null where there is none, or only a damaged one.</summary>
    private IStagedLayer? TryCopy(LayerSnapshot present, DiffId diffId, CancellationToken cancellationToken)
    {
        foreach (var other in present.WithUncompressedDigest(diffId.Digest))
        {
            try
            {
                return _driver.Stage(new LayerSource { DiffId = diffId }, _driver.Diff(other.Id, provenByReader: true), cancellationToken);
            }
            catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
            {
                // Removed meanwhile, or damaged: that must not keep the image away.
                settings.Log?.Invoke($"layer {other.Id.ShortHex} cannot be copied: {error.Message}");
            }
        }

        return null;
    }

    private static Task<T> InBackground<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
