using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// Brings the layers of one image into the store's staging, some of them side by side: a layer that the store has over other
/// parents is copied from there, any other is fetched.
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

    /// <summary>Whether the store has the layer where it is wanted.</summary>
    public bool IsPresent(LayerId id) => _present.Find(id) is not null;

    /// <summary>Stages a layer; the caller disposes it.</summary>
    /// <param name="layer">Its blob.</param>
    /// <param name="diffId">The digest of its tar stream.</param>
    /// <param name="stop">Ends the work; cancelled here where it fails, so that the other layers stop too.</param>
    /// <exception cref="InvalidDataException">The blob is not the layer that it should be.</exception>
    /// <exception cref="IOException">The source or the store failed.</exception>
    public async Task<FetchedLayer> FetchAsync(Descriptor layer, DiffId diffId, CancellationTokenSource stop)
    {
        await _slots.WaitAsync(stop.Token);
        try
        {
            if (_present.WithUncompressedDigest(diffId.Digest).Any() && await InBackground(() => TryCopy(diffId, stop.Token), stop.Token) is { } copy)
            {
                return new FetchedLayer(copy, IsCopy: true);
            }

            var blob = await source.OpenBlobAsync(layer, stop.Token);
            var counted = new CountingStream(blob, count => progress.Received(layer, count));
            var known = new LayerSource { Blob = layer, DiffId = diffId };
            return new FetchedLayer(await InBackground(() => _driver.Stage(known, counted, stop.Token), stop.Token), IsCopy: false);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc cref="ILayerTars.Commit"/>
    public IReadOnlyList<bool> Commit(IReadOnlyList<LayerPlacement> layers) => _driver.Commit(layers);

    public void Dispose() => _slots.Dispose();

    /// <summary>The layer made anew from one with the same tar stream; null where there is none, or only a damaged one.</summary>
    private IStagedLayer? TryCopy(DiffId diffId, CancellationToken cancellationToken)
    {
        foreach (var other in _present.WithUncompressedDigest(diffId.Digest))
        {
            try
            {
                return _driver.Stage(new LayerSource { DiffId = diffId }, _driver.Diff(other.Id), cancellationToken);
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
