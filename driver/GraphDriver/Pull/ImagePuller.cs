using System.Net;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Transports;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// Pulls an image into the store: layers that the store has are used again, the others are fetched side by side and
/// committed from the lowest up, each as soon as it is whole, so that what a broken pull has brought serves the next.
/// </summary>
public sealed class ImagePuller
{
    private readonly ContainerStorage _store;
    private readonly PullSettings _settings;
    private readonly IPullProgress _progress;

    public ImagePuller(ContainerStorage store, PullSettings settings, IPullProgress progress)
    {
        _store = store;
        _settings = settings;
        _progress = progress;
    }

    /// <summary>Pulls what <paramref name="source"/> stands for and returns the image's id, the hex of its configuration's SHA-256.</summary>
    /// <exception cref="InvalidDataException">Something that came is not what it should be; the store is as before but for whole layers.</exception>
    /// <exception cref="IOException">The source or the store failed.</exception>
    public async Task<ImageId> PullAsync(IImageSource source, CancellationToken cancellationToken)
    {
        var image = await ImageResolver.ResolveAsync(source, _settings.Platform, cancellationToken);
        var chain = LayerChain.Of(image.Config.RootFs.DiffIds);
        var committed = new List<LayerId>();
        try
        {
            await PullLayersAsync(source, image, chain, committed, cancellationToken);
        }
        catch (Exception error) when (IsFinal(error))
        {
            Withdraw(committed);
            throw;
        }

        return ImageCommit.Commit(_store, image, chain.Count == 0 ? default : chain[^1], source.StorageNames);
    }

    /// <summary>Whether the next try would fail as well; after any other failure, whole layers stay for it.</summary>
    private static bool IsFinal(Exception error) => error switch
    {
        RegistryException { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => false,
        RegistryException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } => true,
        _ => error is InvalidDataException or NotSupportedException,
    };

    private void Withdraw(List<LayerId> committed)
    {
        if (committed.Count > 0)
        {
            using var transaction = _store.BeginWrite();
            transaction.DeleteUnneeded(Enumerable.Reverse(committed));
        }
    }

    private async Task PullLayersAsync(
        IImageSource source, ResolvedImage image, IReadOnlyList<LayerId> chain, List<LayerId> committed, CancellationToken cancellationToken)
    {
        using (var pool = ObjectPool.Open(_store.Root.Root))
        {
            PoolUpkeep.Run(_store.Root, pool, cancellationToken);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var fetcher = new LayerFetcher(_store, source, _progress, _settings);
        var layers = image.Manifest.Layers;
        _progress.Started(layers);
        var fetches = new Task<FetchedLayer>?[layers.Count];
        for (var i = 0; i < fetches.Length; i++)
        {
            fetches[i] = fetcher.IsPresent(chain[i]) ? null : fetcher.FetchAsync(layers[i], image.Config.RootFs.DiffIds[i], stop);
        }

        try
        {
            await CommitInOrderAsync(fetcher, layers, chain, fetches, committed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The layer that waits was stopped because another failed: that one says why.
            await Task.WhenAll(fetches.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(fetches.OfType<Task>().Where(task => task.IsFaulted));
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            await DisposeAsync(fetches);
        }
    }

    /// <summary>Commits each layer when those below it are there; those that have come by then go in one step.</summary>
    private async Task CommitInOrderAsync(
        LayerFetcher fetcher, IReadOnlyList<Descriptor> layers, IReadOnlyList<LayerId> chain, Task<FetchedLayer>?[] fetches, List<LayerId> committed)
    {
        for (var i = 0; i < fetches.Length;)
        {
            if (fetches[i] is not { } fetch)
            {
                _progress.Reused(layers[i++]);
                continue;
            }

            await fetch;
            var ready = fetches.Skip(i).TakeWhile(task => task is { IsCompletedSuccessfully: true }).Select(task => task!.Result).ToList();
            var placements = ready.Select((layer, k) => new LayerPlacement(layer.Staged, chain[i + k], i + k == 0 ? default : chain[i + k - 1])).ToList();
            var isNew = fetcher.Commit(placements);
            committed.AddRange(placements.Where((_, k) => isNew[k]).Select(placement => placement.Id));
            foreach (var layer in ready)
            {
                layer.Staged.Dispose();
                Report(layers[i++], layer.IsCopy);
            }
        }
    }

    private void Report(Descriptor layer, bool isCopy)
    {
        if (isCopy)
        {
            _progress.Reused(layer);
        }
        else
        {
            _progress.Stored(layer);
        }
    }

    /// <summary>Waits for what still runs, so that nothing staged is left behind; its errors give way to the first one.</summary>
    private static async Task DisposeAsync(Task<FetchedLayer>?[] fetches)
    {
        foreach (var task in fetches.OfType<Task<FetchedLayer>>())
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (task.IsCompletedSuccessfully)
            {
                task.Result.Staged.Dispose();
            }
        }
    }
}
