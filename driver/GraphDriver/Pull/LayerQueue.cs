using GraphDriver.Drivers;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>The layers of one image on their way: fetched side by side, committed from the lowest up.</summary>
/// <param name="fetcher">Stages them.</param>
/// <param name="progress">Hears of each.</param>
/// <param name="layers">Their blobs, lowest first.</param>
/// <param name="chain">The ids that they get.</param>
internal sealed class LayerQueue(LayerFetcher fetcher, IPullProgress progress, IReadOnlyList<Descriptor> layers, IReadOnlyList<LayerId> chain) : IAsyncDisposable
{
    private readonly Task<FetchedLayer>?[] _fetches = new Task<FetchedLayer>?[layers.Count];

    /// <summary>Begins to fetch the layers that the store does not have.</summary>
    /// <param name="identities">What they have to be.</param>
    /// <param name="stop">Ends the work.</param>
    public void Start(IReadOnlyList<LayerIdentity> identities, CancellationTokenSource stop)
    {
        for (var i = 0; i < _fetches.Length; i++)
        {
            _fetches[i] = fetcher.IsPresent(chain[i]) ? null : fetcher.FetchAsync(i, chain[i], layers[i], identities[i], stop);
        }
    }

    /// <summary>Commits each layer when those below it are there; those that have come by then go in one step.</summary>
    /// <param name="committed">Gets the layers that are new to the store.</param>
    /// <param name="cancellationToken">What the caller may have ended the work by.</param>
    public async Task CommitAsync(List<LayerId> committed, CancellationToken cancellationToken)
    {
        try
        {
            await CommitInOrderAsync(committed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The layer that waits was stopped because another failed: that one says why.
            await Task.WhenAll(_fetches.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(_fetches.OfType<Task>().Where(task => task.IsFaulted));
            throw;
        }
    }

    /// <summary>Waits for what still runs, so that nothing staged is left behind; its errors give way to the first one.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var task in _fetches.OfType<Task<FetchedLayer>>())
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (task.IsCompletedSuccessfully)
            {
                task.Result.Staged?.Dispose();
            }
        }
    }

    private async Task CommitInOrderAsync(List<LayerId> committed)
    {
        for (var i = 0; i < _fetches.Length;)
        {
            if (_fetches[i] is not { } fetch)
            {
                progress.Reused(layers[i++]);
                continue;
            }

            await fetch;
            var ready = _fetches.Skip(i).TakeWhile(task => task is { IsCompletedSuccessfully: true }).Select(task => task!.Result).ToList();
            committed.AddRange(Commit(ready, i));
            foreach (var layer in ready)
            {
                layer.Staged?.Dispose();
                fetcher.Release(i);
                Report(layers[i++], layer.IsCopy);
            }
        }
    }

    /// <summary>Commits what was staged of the layers from <paramref name="first"/> on, and returns which are new.</summary>
    private IEnumerable<LayerId> Commit(List<FetchedLayer> ready, int first)
    {
        var placements = new List<LayerPlacement>();
        for (var i = first; i < first + ready.Count; i++)
        {
            if (ready[i - first].Staged is { } staged)
            {
                placements.Add(new LayerPlacement(staged, chain[i], i == 0 ? default : chain[i - 1]));
            }
        }

        var isNew = placements.Count == 0 ? [] : fetcher.Commit(placements);
        return placements.Where((_, i) => isNew[i]).Select(placement => placement.Id);
    }

    private void Report(Descriptor layer, bool isCopy)
    {
        if (isCopy)
        {
            progress.Reused(layer);
        }
        else
        {
            progress.Stored(layer);
        }
    }
}
