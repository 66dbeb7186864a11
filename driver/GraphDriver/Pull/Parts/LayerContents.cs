using GraphDriver.Composefs.Verity;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// The contents that a layer has by its table of contents, and which of them are objects already: some threads place them, one other
/// waits for each in turn.
/// </summary>
internal sealed class LayerContents : IDisposable
{
    private readonly Dictionary<ContentHash, LayerContent> _byHash;
    private readonly List<LayerContent> _all = [];
    private readonly object _gate = new();
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;
    private LayerContent? _awaited;

    /// <param name="toc">The table of contents.</param>
    /// <param name="stop">Ends all waiting.</param>
    public LayerContents(TableOfContents toc, CancellationToken stop)
    {
        _byHash = new Dictionary<ContentHash, LayerContent>(toc.Files.Count);
        foreach (var file in toc.Files)
        {
            if (file.Size > 0 && !_byHash.ContainsKey(file.Hash))
            {
                var content = new LayerContent(file);
                _byHash.Add(file.Hash, content);
                _all.Add(content);
                Size += file.Size;
            }
            else if (file.Size > 0 && _byHash[file.Hash].File.Size != file.Size)
            {
                throw new InvalidDataException($"the table of contents gives the content {file.Hash} two sizes");
            }
        }

        _stop = stop;
        _registration = stop.Register(() => WakeIfAwaited(_awaited));
    }

    /// <summary>Each content once, in the order of the table.</summary>
    public IReadOnlyList<LayerContent> All => _all;

    /// <summary>The bytes of all contents.</summary>
    public long Size { get; }

    /// <summary>The content of a file, which must not be empty.</summary>
    public LayerContent Of(TocFile file) => _byHash[file.Hash];

    /// <summary>The content is an object of the layer now.</summary>
    public void Place(LayerContent content, VerityDigest? verity)
    {
        lock (_gate)
        {
            content.Verity = verity;
            content.IsPlaced = true;
            WakeIfAwaited(content);
        }
    }

    /// <summary>Waits until the content is an object of the layer. For one thread.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void WaitFor(LayerContent content)
    {
        lock (_gate)
        {
            _awaited = content;
            while (!content.IsPlaced && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            _awaited = null;
        }

        _stop.ThrowIfCancellationRequested();
    }

    public void Dispose() => _registration.Dispose();

    private void WakeIfAwaited(LayerContent? content)
    {
        lock (_gate)
        {
            if (content is not null && content == _awaited)
            {
                Monitor.Pulse(_gate);
            }
        }
    }
}
