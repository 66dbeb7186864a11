using System.Collections.Concurrent;
using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>Fetches the contents of a layer that are missing, several at once, and places them.</summary>
/// <param name="objects">The layer's objects.</param>
/// <param name="contents">Where contents are placed.</param>
/// <param name="compression">What the chunks of the blob are.</param>
/// <param name="finder">Finds the chunks that are here.</param>
internal sealed class ContentFetch(LayerObjects objects, LayerContents contents, LayerCompression compression, ContentFinder finder) : IDisposable
{
    private readonly ConcurrentBag<ContentStore> _stores = [];
    private readonly List<ContentAssembly> _assemblies = [];
    private List<FetchedRun> _runs = [];

    /// <summary>Takes what is missing; <see cref="Run"/> fetches it.</summary>
    /// <exception cref="InvalidDataException">The chunks of two contents lie between each other.</exception>
    public void Add(IEnumerable<MissingContent> missing)
    {
        foreach (var content in missing)
        {
            var assembly = content.Runs.Count == 1 && !content.HasChunksHere ? null : new ContentAssembly(content, objects.CreateNameless());
            if (assembly is not null)
            {
                _assemblies.Add(assembly);
            }

            _runs.AddRange(content.Runs.Select(run => new FetchedRun(content, run, assembly)));
        }

        _runs = [.. _runs.OrderBy(run => run.Section.Offset)];
        RequireApart();
    }

    /// <summary>Fetches and places all of it.</summary>
    /// <param name="fetcher">Gets ranges of the blob.</param>
    /// <param name="received">Is told of the bytes that come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">Something is not what the table of contents says.</exception>
    /// <exception cref="IOException">The source gives no ranges, or failed.</exception>
    public void Run(SectionFetcher fetcher, Action<int> received, CancellationToken cancellationToken)
    {
        foreach (var assembly in _assemblies.Where(assembly => assembly.Missing.Runs.Count == 0))
        {
            Use(store => Place(assembly.Missing, store.Finish(assembly, finder, cancellationToken)));
        }

        if (_runs.Count > 0)
        {
            fetcher.FetchAsync(_runs.ConvertAll(run => run.Section), TakeAsync, cancellationToken).GetAwaiter().GetResult();
        }

        Task TakeAsync(int index, Stream bytes, CancellationToken stop)
        {
            Use(store => Take(store, _runs[index], new CountingStream(bytes, received), stop));
            return Task.CompletedTask;
        }
    }

    public void Dispose()
    {
        foreach (var store in _stores)
        {
            store.Dispose();
        }

        _assemblies.ForEach(assembly => assembly.Dispose());
    }

    private void Take(ContentStore store, FetchedRun fetched, Stream bytes, CancellationToken cancellationToken)
    {
        if (fetched.Assembly is not { } assembly)
        {
            Place(fetched.Missing, store.Store(fetched.Missing, bytes, cancellationToken));
            return;
        }

        store.Write(assembly, fetched.Run, bytes);
        if (assembly.CompleteRun())
        {
            Place(fetched.Missing, store.Finish(assembly, finder, cancellationToken));
            assembly.Dispose();
        }
    }

    private void Place(MissingContent missing, RegularFileNode node) => contents.Place(missing.Content, node.Verity);

    private void Use(Action<ContentStore> action)
    {
        var store = _stores.TryTake(out var free) ? free : new ContentStore(objects, compression);
        try
        {
            action(store);
        }
        finally
        {
            _stores.Add(store);
        }
    }

    private void RequireApart()
    {
        for (var i = 1; i < _runs.Count; i++)
        {
            if (_runs[i].Section.Offset < _runs[i - 1].Section.End)
            {
                throw new InvalidDataException($"the chunks of '{EntryPath.Display(_runs[i].Missing.Content.File.Name.Span)}' lie between those of another file");
            }
        }
    }
}
