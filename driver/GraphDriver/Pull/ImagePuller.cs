using System.Net;
using GraphDriver.Layers;
using GraphDriver.Objects;
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
        // The records of a large store take a while to read: that is done while the registry answers. Whoever needs them says what is wrong with them.
        var reading = Task.WhenAll(Task.Run(_store.Layers.Read, cancellationToken), (Task)Task.Run(_store.Images.Read, cancellationToken));
        try
        {
            var image = await ImageResolver.ResolveAsync(source, _settings.Platform, cancellationToken);
            return await PullAsync(source, image, cancellationToken);
        }
        finally
        {
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ImageId> PullAsync(IImageSource source, ResolvedImage image, CancellationToken cancellationToken)
    {
        var identities = LayerIdentity.Of(_store, source, image);
        try
        {
            return await PullAsync(source, image, identities, cancellationToken);
        }
        catch (TocIdentityException)
        {
            return await PullAsync(source, image, [.. identities.Select(layer => layer.ByDiffId)], cancellationToken);
        }
    }

    private async Task<ImageId> PullAsync(
        IImageSource source, ResolvedImage image, IReadOnlyList<LayerIdentity> identities, CancellationToken cancellationToken)
    {
        var chain = LayerChain.Of(identities);
        var committed = new List<LayerId>();
        try
        {
            await PullLayersAsync(source, image, identities, chain, committed, cancellationToken);
        }
        catch (Exception error) when (IsFinal(error))
        {
            Withdraw(committed);
            throw;
        }

        var id = LayerChain.ImageOf(identities, image.RawConfig);
        ImageCommit.Commit(_store, id, image, chain.Count == 0 ? default : chain[^1], source.StorageNames);
        return id;
    }

    /// <summary>Whether the next try would fail as well; after any other failure, whole layers stay for it.</summary>
    private static bool IsFinal(Exception error) => error switch
    {
        RegistryException { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => false,
        RegistryException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } => true,
        _ => error is InvalidDataException or NotSupportedException or TocIdentityException,
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
        IImageSource source, ResolvedImage image, IReadOnlyList<LayerIdentity> identities, IReadOnlyList<LayerId> chain, List<LayerId> committed, CancellationToken cancellationToken)
    {
        using (var pool = ObjectPool.Open(_store.Root.Root))
        {
            PoolUpkeep.Run(_store.Root, pool, cancellationToken);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var fetcher = new LayerFetcher(_store, source, _progress, _settings);
        var layers = image.Manifest.Layers;
        _progress.Started(layers);
        var queue = new LayerQueue(fetcher, _progress, layers, chain);
        queue.Start(identities, stop);
        try
        {
            await queue.CommitAsync(committed, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await queue.DisposeAsync();
        }
    }
}
