using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.EStargz;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Store;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Takes an eStargz layer in by parts of its blob and by the word of its table of contents, for there is no tar-split to prove the tar's
/// digest by: only where <c>insecure_allow_unpredictable_image_contents</c> asks for it. Every content is proven by its digest.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="pool">Its pool.</param>
/// <param name="memory">What is known of hosts.</param>
/// <param name="log">Hears what is told at debug level; may be null.</param>
internal sealed class TocLayer(ContainerStorage store, ObjectPool pool, IHostMemory memory, Action<string>? log)
{
    /// <summary>Stages the layer; null where it cannot be taken so.</summary>
    /// <inheritdoc cref="PartialLayer.TryStage"/>
    public StagedLayer? TryStage(LayerSource source, IBlobRangeSource blobs, Action<int> received, CancellationToken cancellationToken)
    {
        var staging = LayerStaging.Create(store.Root);
        try
        {
            return Stage(source, blobs, staging, received, cancellationToken);
        }
        catch (Exception error)
        {
            staging.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (error is not (InvalidDataException or IOException) || error is LinuxException)
            {
                throw;
            }

            log?.Invoke($"layer {source.Blob!.Digest}: not taken by its table of contents: {error.Message}");
            return null;
        }
    }

    private StagedLayer Stage(LayerSource source, IBlobRangeSource blobs, LayerStaging staging, Action<int> received, CancellationToken cancellationToken)
    {
        var fetcher = new SectionFetcher(blobs, source.Blob!, new LayerPlanner(TransferCost.Of(blobs, memory)).Sections, memory);
        var (toc, itself) = ReadToc(source, fetcher, received, cancellationToken);
        using var contents = new LayerContents(toc, cancellationToken);
        new ExpansionLimit(source.Blob!.Size, store.Configuration.PullOptions.MaximumExpansion).Require(contents.Size + itself.Json.Length);
        using var finder = ContentFinder.Open(store, pool, log);
        var objects = new LayerObjects(pool, staging.Diff, staging.Index);
        using (var fetch = new ContentFetch(objects, contents, toc.Compression, finder))
        {
            fetch.Add(new ContentSearch(finder, staging).Run(contents, cancellationToken));
            fetch.Run(fetcher, received, cancellationToken);
        }

        var builder = BuildTree(toc, contents, staging);
        AddItself(itself, objects, builder);
        RequireNoneDisplaced(builder);
        return new StagedLayer(staging)
        {
            Tree = builder.Tree,
            HasRootEntry = builder.HasRootEntry,
            Owners = builder.Owners,
            TarSize = StagedLayer.UnknownSize,
            TocDigest = source.TocDigest,
        };
    }

    private static (TableOfContents Toc, EStargzToc Itself) ReadToc(LayerSource source, SectionFetcher fetcher, Action<int> received, CancellationToken cancellationToken)
    {
        var size = source.Blob!.Size;
        var end = Math.Min(size, EStargzFooter.Size);
        var footer = EStargzFooter.Parse(Read(new BlobSection(size - end, end)), size);
        var itself = EStargzToc.Unpack(Read(footer.Section), source.TocDigest);
        return (TableOfContents.ReadEStargz(itself.OpenJson(), footer.TocOffset), itself);

        byte[] Read(BlobSection section)
        {
            using var bytes = fetcher.ReadAsync([section], cancellationToken).GetAwaiter().GetResult();
            received((int)section.Length);
            return bytes.Sections?[0] ?? throw new BlobRangeException(BlobRangeResult.Whole, "its host sends whole blobs only");
        }
    }

    private static LayerTreeBuilder BuildTree(TableOfContents toc, LayerContents contents, LayerStaging staging)
    {
        var builder = new LayerTreeBuilder();
        var entries = new TocEntries(toc);
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        while (entries.Read() is var (file, entry))
        {
            if (builder.Add(entry) is { Size: > 0 } node)
            {
                var content = contents.Of(file);
                content.File.Hash.CopyTo(hash);
                if (content.Verity is null)
                {
                    content.Verity = Measure(content, staging);
                    staging.Index.AddVerity(hash, content.Verity.Value);
                }

                node.SetObject(hash);
                node.Verity = content.Verity;
            }
        }

        return builder;
    }

    /// <summary>The table of contents is a file of the layer too: who pulls it whole has it.</summary>
    private static void AddItself(EStargzToc itself, LayerObjects objects, LayerTreeBuilder builder)
    {
        if (builder.Add(itself.Entry) is { } node)
        {
            using var hasher = new ObjectHasher();
            hasher.Append(itself.Json.Span);
            Span<byte> path = stackalloc byte[ObjectPath.Length];
            hasher.Finish(node, path);
            if (objects.Add(path, itself.Json.Span))
            {
                objects.Note(node);
            }
        }
    }

    /// <summary>A marker or a name given twice leaves content that no file has: no such layer was made by a tool that knows eStargz.</summary>
    private static void RequireNoneDisplaced(LayerTreeBuilder builder)
    {
        if (builder.Displaced.Count > 0)
        {
            throw new InvalidDataException("a later entry takes the name of an earlier one");
        }
    }

    private static VerityDigest Measure(LayerContent content, LayerStaging staging)
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        content.File.Hash.CopyTo(hash);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        using var file = OpenAt.Open(staging.Diff, ObjectPath.Write(hash, path), OpenFlags.ReadOnly | OpenFlags.NoFollow);
        return FileDigest.Compute(file);
    }
}
