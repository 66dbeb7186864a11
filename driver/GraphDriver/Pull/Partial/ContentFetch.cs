using System.Collections.Concurrent;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Partial;

/// <summary>Fetches the contents of a layer that are missing, several at once, and places them.</summary>
/// <param name="fetcher">Gets ranges of the blob.</param>
/// <param name="objects">The layer's objects.</param>
/// <param name="contents">Where contents are placed.</param>
/// <param name="compression">What the chunks of the blob are.</param>
internal sealed class ContentFetch(SectionFetcher fetcher, LayerObjects objects, LayerContents contents, LayerCompression compression) : IDisposable
{
    private readonly ConcurrentBag<ContentStore> _stores = [];

    /// <summary>Fetches and places all of them.</summary>
    /// <param name="missing">What is missing, in the order of the blob.</param>
    /// <param name="received">Is told of the bytes that come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">Something is not what the table of contents says.</exception>
    /// <exception cref="IOException">The source gives no ranges, or failed.</exception>
    public void Run(IReadOnlyList<MissingContent> missing, Action<int> received, CancellationToken cancellationToken)
    {
        foreach (var zeros in missing.Where(content => content.Section.Length == 0))
        {
            Place(zeros, Stream.Null, cancellationToken);
        }

        var fetched = missing.Where(content => content.Section.Length > 0).ToList();
        var sections = fetched.ConvertAll(content => content.Section);
        if (sections.Count > 0)
        {
            fetcher.FetchAsync(sections, Take, cancellationToken).GetAwaiter().GetResult();
        }

        Task Take(int index, Stream bytes, CancellationToken stop)
        {
            Place(fetched[index], new CountingStream(bytes, received), stop);
            return Task.CompletedTask;
        }
    }

    public void Dispose()
    {
        foreach (var store in _stores)
        {
            store.Dispose();
        }
    }

    private void Place(MissingContent missing, Stream bytes, CancellationToken cancellationToken)
    {
        var store = _stores.TryTake(out var free) ? free : new ContentStore(objects, compression);
        try
        {
            contents.Place(missing.Content, store.Store(missing.Content, bytes, cancellationToken).Verity);
        }
        finally
        {
            _stores.Add(store);
        }
    }
}
