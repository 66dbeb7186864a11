using GraphDriver.Oci.Model;

namespace GraphDriver.Store;

/// <summary>The layers as they were at one moment.</summary>
public sealed class LayerSnapshot : RecordSnapshot<LayerRecord>
{
    private readonly string _source;
    private readonly Lazy<ILookup<Digest, LayerRecord>> _byCompressed;
    private readonly Lazy<ILookup<Digest, LayerRecord>> _byUncompressed;
    private readonly Lazy<ILookup<Digest, LayerRecord>> _byToc;
    private readonly Lazy<ILookup<LayerId, LayerRecord>> _byParent;

    internal LayerSnapshot(IReadOnlyList<LayerRecord> records, string source)
        : base(records)
    {
        _source = source;
        _byCompressed = Index(layer => layer.CompressedDigest, digest => !digest.IsEmpty);
        _byUncompressed = Index(layer => layer.UncompressedDigest, digest => !digest.IsEmpty);
        _byToc = Index(layer => layer.TocDigest, digest => !digest.IsEmpty);
        _byParent = Index(layer => layer.Parent, _ => true);
    }

    public LayerRecord? Find(LayerId id) => FindByKey(id.Hex);

    /// <summary>The layers that were made from a blob with this digest.</summary>
    public IEnumerable<LayerRecord> WithCompressedDigest(Digest digest) => _byCompressed.Value[digest];

    /// <summary>The layers whose uncompressed tar stream has this digest.</summary>
    public IEnumerable<LayerRecord> WithUncompressedDigest(Digest digest) => _byUncompressed.Value[digest];

    /// <summary>The layers that were made from a table of contents with this digest.</summary>
    public IEnumerable<LayerRecord> WithTocDigest(Digest digest) => _byToc.Value[digest];

    /// <summary>The layers right above this one; of <c>default</c> the base layers.</summary>
    public IEnumerable<LayerRecord> ChildrenOf(LayerId id) => _byParent.Value[id];

    /// <summary>The layer and all below it, topmost first.</summary>
    /// <exception cref="InvalidDataException">A layer of the chain is missing, or is its own ancestor.</exception>
    public IReadOnlyList<LayerRecord> ChainOf(LayerId top)
    {
        var chain = new List<LayerRecord>();
        var seen = new HashSet<LayerId>();
        for (var id = top; !id.IsEmpty; id = chain[^1].Parent)
        {
            if (!seen.Add(id))
            {
                throw new InvalidDataException($"{_source}: the layer {id} is its own ancestor");
            }

            chain.Add(Find(id) ?? throw new InvalidDataException(
                $"{_source}: the layer {id}{(chain.Count > 0 ? $", parent of {chain[^1].Id}," : "")} is missing"));
        }

        return chain;
    }

    private Lazy<ILookup<TKey, LayerRecord>> Index<TKey>(Func<LayerRecord, TKey> key, Func<TKey, bool> counts) =>
        new(() => Records.Where(layer => counts(key(layer))).ToLookup(key));
}
