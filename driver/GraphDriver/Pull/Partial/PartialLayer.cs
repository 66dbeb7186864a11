using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Store;

namespace GraphDriver.Pull.Partial;

/// <summary>
/// Takes a zstd:chunked layer in by parts of its blob: the table of contents and the tar-split are fetched, then the contents that this
/// machine does not hold. Meanwhile the tar is put together from tar-split and objects and read as one that came whole, so that the layer is
/// the same, byte for byte, and its DiffID is proven.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="pool">Its pool.</param>
/// <param name="memory">What is known of hosts.</param>
/// <param name="log">Hears what is told at debug level; may be null.</param>
internal sealed class PartialLayer(ContainerStorage store, ObjectPool pool, IHostMemory memory, Action<string>? log)
{
    /// <summary>Stages the layer, or says why the whole blob is the better way, or the only one.</summary>
    /// <param name="source">The blob and the DiffID, both known.</param>
    /// <param name="blobs">Where the blob is.</param>
    /// <param name="received">Is told of the bytes that come.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <returns>Null where the blob has to be streamed; nothing is left then.</returns>
    /// <exception cref="LinuxException">The store failed.</exception>
    public StagedLayer? TryStage(LayerSource source, IBlobRangeSource blobs, Action<int> received, CancellationToken cancellationToken)
    {
        try
        {
            return Stage(source, blobs, received, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not LinuxException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            log?.Invoke($"layer {source.Blob!.Digest}: not taken in parts: {error.Message}");
            return null;
        }
    }

    private StagedLayer? Stage(LayerSource source, IBlobRangeSource blobs, Action<int> received, CancellationToken cancellationToken)
    {
        var blob = source.Blob!;
        if (ChunkedAnnotations.Read(blob) is not { TarSplit: { } tarSplit } annotations)
        {
            return null;
        }

        var planner = new LayerPlanner(TransferCost.Of(blobs, memory));
        var fetcher = new SectionFetcher(blobs, blob, planner.Sections, memory);
        using var head = fetcher.ReadAsync([annotations.Toc.Section, tarSplit.Section], cancellationToken).GetAwaiter().GetResult();
        if (head.Sections is not [var tocBytes, var tarSplitBytes])
        {
            return null;
        }

        received(tocBytes.Length + tarSplitBytes.Length);
        var sections = new TocSections(annotations, tocBytes, tarSplitBytes);
        var staging = LayerStaging.Create(store.Root);
        try
        {
            if (Fill(source, sections, staging, planner, fetcher, received, cancellationToken) is { } layer)
            {
                return layer;
            }
        }
        catch
        {
            staging.Dispose();
            throw;
        }

        staging.Dispose();
        return null;
    }

    private StagedLayer? Fill(
        LayerSource source, TocSections sections, LayerStaging staging, LayerPlanner planner, SectionFetcher fetcher, Action<int> received, CancellationToken cancellationToken)
    {
        var (toc, diffId) = (sections.ReadToc(), source.DiffId!.Value);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var contents = new LayerContents(toc, stop.Token);
        var replay = new TarReplay(toc, contents, staging, pool);
        var reading = Task.Factory.StartNew(
            () => replay.Run(sections.OpenTarSplit(toc), diffId, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (!Place(source, toc, contents, staging, planner, fetcher, received, stop.Token))
            {
                return null;
            }

            var tar = reading.GetAwaiter().GetResult();
            return new StagedLayer(staging)
            {
                Tree = tar.Layer.Tree,
                HasRootEntry = tar.Layer.HasRootEntry,
                Owners = tar.Layer.Owners,
                DiffId = diffId,
                TarSize = tar.TarSize,
                TocDigest = sections.TocDigest,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The reading of the tar failed first, and says why.
            reading.GetAwaiter().GetResult();
            throw;
        }
        finally
        {
            stop.Cancel();
            ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }

    /// <summary>Makes all contents objects of the layer; false where that would take longer than the whole blob.</summary>
    private bool Place(
        LayerSource source, TableOfContents toc, LayerContents contents, LayerStaging staging, LayerPlanner planner, SectionFetcher fetcher, Action<int> received, CancellationToken stop)
    {
        using var finder = ContentFinder.Open(store, pool, log);
        var missing = ContentSearch.Run(finder, staging.Diff, contents, stop);
        var plan = planner.Choose(
            missing.Where(content => content.Section.Length > 0).Select(content => content.Section).ToList(),
            missing.Sum(content => content.Content.File.Size),
            contents.Size,
            source.Blob!.Size);
        log?.Invoke($"layer {source.Blob.Digest}: {plan.Way}: {plan.Reason}");
        if (plan.Way == LayerWay.Stream)
        {
            return false;
        }

        using var fetch = new ContentFetch(fetcher, new LayerObjects(pool, staging.Diff), contents, toc.Compression);
        fetch.Run(missing, received, stop);
        return true;
    }
}
