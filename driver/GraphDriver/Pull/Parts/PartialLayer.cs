using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Store;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Takes a zstd:chunked layer in by parts of its blob: the table of contents and the tar-split are fetched, then the contents that this
/// machine does not hold. Meanwhile the tar is put together from tar-split and objects and read as one that came whole, so that the layer is
/// the same, byte for byte, and its DiffID is proven.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="pool">Its pool.</param>
/// <param name="memory">What is known of hosts.</param>
/// <param name="streamed">Gets the chunks of a layer that is to be streamed after its table of contents was read, by its blob.</param>
/// <param name="log">Hears what is told at debug level; may be null.</param>
internal sealed class PartialLayer(ContainerStorage store, ObjectPool pool, IHostMemory memory, ConcurrentDictionary<Digest, IndexRecords> streamed, Action<string>? log)
{
    private int MaximumExpansion => store.Configuration.PullOptions.MaximumExpansion;

    /// <summary>Stages the layer, or says why the whole blob is the better way, or the only one.</summary>
    /// <param name="source">The blob and the DiffID, both known.</param>
    /// <param name="blobs">Where the blob is.</param>
    /// <param name="received">Is told of the bytes that come.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left.</param>
    /// <returns>Null where the blob has to be streamed; nothing is left then.</returns>
    /// <exception cref="LinuxException">The store failed.</exception>
    public StagedLayer? TryStage(LayerSource source, IBlobRangeSource blobs, Action<int> received, CancellationToken cancellationToken)
    {
        SectionBytes? head = null;
        try
        {
            if (TryRead(source, out var annotations) && ChooseEarly(blobs) is var early && early is null)
            {
                var planner = new LayerPlanner(TransferCost.Of(blobs, memory));
                var fetcher = new SectionFetcher(blobs, source.Blob!, planner.Sections, memory);
                head = fetcher.ReadAsync(TocSections.In(annotations), cancellationToken).GetAwaiter().GetResult();
                if (head.Sections is { } bytes)
                {
                    received(bytes.Sum(section => section.Length));
                    return Stage(source, new TocSections(annotations, bytes), planner, fetcher, received, cancellationToken);
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not LinuxException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            log?.Invoke($"layer {source.Blob!.Digest}: not taken in parts: {error.Message}");
        }

        // From a source that sends the whole blob where a part is asked for, it is on its way already.
        return head?.Blob is { } whole
            ? new LayerStream(store.Root, pool, MaximumExpansion).Stage(source, new CountingStream(whole, received), cancellationToken)
            : null;
    }

    private bool TryRead(LayerSource source, [NotNullWhen(true)] out ChunkedAnnotations? annotations)
    {
        annotations = ChunkedAnnotations.Read(source.Blob!);
        if (annotations is { TarSplit: null })
        {
            log?.Invoke($"layer {source.Blob!.Digest}: not taken in parts: it has a table of contents and no tar-split to prove it by");
        }

        return annotations?.TarSplit is not null;
    }

    private LayerPlan? ChooseEarly(IBlobRangeSource blobs)
    {
        var ranges = blobs.Host is { } host ? memory.Recall(host).Ranges : RangeSupport.Partial;
        var plan = LayerPlanner.ChooseEarly(ranges, ContentPlaces.Any(store));
        if (plan is { } early)
        {
            log?.Invoke($"{early.Way}: {early.Reason}");
        }

        return plan;
    }

    private StagedLayer? Stage(
        LayerSource source, TocSections sections, LayerPlanner planner, SectionFetcher fetcher, Action<int> received, CancellationToken cancellationToken)
    {
        var staging = LayerStaging.Create(store.Root);
        StagedLayer? layer = null;
        try
        {
            using var assembly = new LayerAssembly(store, pool, source, sections, staging, log, cancellationToken);
            layer = assembly.Run(planner, fetcher, received);
            if (layer is null)
            {
                streamed[source.Blob!.Digest] = assembly.FindChunks();
            }

            return layer;
        }
        finally
        {
            if (layer is null)
            {
                staging.Dispose();
            }
        }
    }
}
