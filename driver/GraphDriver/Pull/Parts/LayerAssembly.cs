using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Store;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Puts one layer together by its table of contents: this thread places contents, those of this machine first and then those that have to be
/// fetched, while others replay the tar as far as contents are placed.
/// </summary>
internal sealed class LayerAssembly : IDisposable
{
    private readonly ContainerStorage _store;
    private readonly ObjectPool _pool;
    private readonly LayerSource _source;
    private readonly TocSections _sections;
    private readonly LayerStaging _staging;
    private readonly Action<string>? _log;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stop;
    private readonly TableOfContents _toc;
    private readonly LayerContents _contents;
    private readonly ExpansionLimit _limit;

    /// <param name="store">The store.</param>
    /// <param name="pool">Its pool.</param>
    /// <param name="source">The blob and the DiffID.</param>
    /// <param name="sections">The table of contents and the tar-split.</param>
    /// <param name="staging">The layer.</param>
    /// <param name="log">Hears what is told at debug level; may be null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The table of contents is malformed, or names more content than such a blob can hold.</exception>
    public LayerAssembly(
        ContainerStorage store, ObjectPool pool, LayerSource source, TocSections sections, LayerStaging staging, Action<string>? log, CancellationToken cancellationToken)
    {
        (_store, _pool, _source, _sections, _staging, _log, _cancellationToken) = (store, pool, source, sections, staging, log, cancellationToken);
        _toc = sections.ReadToc();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _contents = new LayerContents(_toc, _stop.Token);
        _limit = new ExpansionLimit(source.Blob!.Size, store.Configuration.PullOptions.MaximumExpansion);
        _limit.Require(_contents.Size);
    }

    /// <summary>The chunks of the layer's files, for the index.</summary>
    public IndexRecords FindChunks()
    {
        var index = new IndexRecords();
        TocChunks.Add(index, _toc);
        return index;
    }

    /// <summary>Stages the layer; null where the whole blob is the better way.</summary>
    /// <exception cref="InvalidDataException">Table of contents, tar-split and contents do not make the layer.</exception>
    /// <exception cref="IOException">A call failed, or the source gives no ranges.</exception>
    public StagedLayer? Run(LayerPlanner planner, SectionFetcher fetcher, Action<int> received)
    {
        try
        {
            return PlaceAndReplay(planner, fetcher, received);
        }
        catch (InvalidDataException)
        {
            if (DamagedObjects.Discard(_pool, _staging.Diff, _contents) is > 0 and var damaged)
            {
                _log?.Invoke($"{damaged} damaged objects were taken out of the pool");
            }

            throw;
        }
    }

    public void Dispose()
    {
        _contents.Dispose();
        _stop.Dispose();
    }

    private StagedLayer? PlaceAndReplay(LayerPlanner planner, SectionFetcher fetcher, Action<int> received)
    {
        var replay = Task.Factory.StartNew(Replay, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return Place(planner, fetcher, received) ? Staged(replay.GetAwaiter().GetResult()) : null;
        }
        catch (OperationCanceledException) when (!_cancellationToken.IsCancellationRequested)
        {
            // The replay failed first, and says why.
            replay.GetAwaiter().GetResult();
            throw;
        }
        finally
        {
            _stop.Cancel();
            ((Task)replay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }

    private ReplayedTar Replay() =>
        new TarReplay(_toc, _contents, _staging, _pool, _limit).Run(_sections.OpenTarSplit(_toc), _source.DiffId!.Value, _stop);

    /// <summary>Makes all contents objects of the layer; false where that would take longer than the whole blob.</summary>
    private bool Place(LayerPlanner planner, SectionFetcher fetcher, Action<int> received)
    {
        using var finder = ContentFinder.Open(_store, _pool, _log);
        var search = new ContentSearch(finder, _staging);
        if (search.LargestMissing(_contents, missing => Choose(missing).Way == LayerWay.Stream, _stop.Token) is { } largest)
        {
            _log?.Invoke($"layer {_source.Blob!.Digest}: at best {Choose(largest).Reason}");
            return false;
        }

        var missing = search.Run(_contents, _stop.Token);
        var plan = Choose(missing);
        _log?.Invoke($"layer {_source.Blob!.Digest}: {plan.Way}: {plan.Reason}");
        if (plan.Way == LayerWay.Stream)
        {
            return false;
        }

        using var fetch = new ContentFetch(new LayerObjects(_pool, _staging.Diff, _staging.Index), _contents, _toc.Compression, finder);
        fetch.Add(missing);
        fetch.Run(fetcher, received, _stop.Token);
        return true;

        LayerPlan Choose(IReadOnlyList<MissingContent> missing) => planner.Choose(
            [.. missing.SelectMany(content => content.Runs).Select(run => run.Section)], missing.Sum(content => content.Size), _contents.Size, _source.Blob!.Size);
    }

    private StagedLayer Staged(ReplayedTar tar) => new(_staging)
    {
        Tree = tar.Layer.Tree,
        HasRootEntry = tar.Layer.HasRootEntry,
        Owners = tar.Layer.Owners,
        DiffId = _source.DiffId!.Value,
        TarSize = tar.TarSize,
        TocDigest = _sections.TocDigest,
    };
}
