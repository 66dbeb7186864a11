using System.Collections;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>The chunks of a file in the order of its content. Most files have one, which costs no object.</summary>
public readonly struct TocChunkList : IReadOnlyList<TocChunk>
{
    private readonly TocChunk _only;
    private readonly TocChunk[]? _several;

    internal TocChunkList(in TocChunk only) => _only = only;

    internal TocChunkList(TocChunk[] several) => _several = several;

    public int Count => _several?.Length ?? (_only.Size > 0 ? 1 : 0);

    public TocChunk this[int index] => _several is { } several ? several[index]
        : index == 0 && Count > 0 ? _only
        : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<TocChunk> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
