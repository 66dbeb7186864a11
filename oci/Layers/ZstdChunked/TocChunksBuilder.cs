using System.Runtime.InteropServices;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Puts the chunks of one file together, and checks that they are all of it and nothing else.</summary>
/// <param name="layout">Gets the range of each.</param>
internal sealed class TocChunksBuilder(BlobLayout layout)
{
    private readonly List<TocChunk> _chunks = [];

    public int Count => _chunks.Count;

    /// <summary>The chunks, complete after <see cref="Finish"/>; valid until the next file.</summary>
    public ReadOnlySpan<TocChunk> Chunks => CollectionsMarshal.AsSpan(_chunks);

    public void Clear() => _chunks.Clear();

    /// <summary>Adds the chunk that an entry describes, the first one that of the file's own entry.</summary>
    public void Add(TocFields entry)
    {
        if (entry.InnerOffset > 0)
        {
            throw entry.Error("it shares its gzip member with another file (innerOffset), which is not supported");
        }

        _chunks.Add(new TocChunk
        {
            Offset = entry.Offset,
            EndOffset = entry.EndOffset,
            Size = entry.ChunkSize,
            ContentOffset = entry.ChunkOffset,
            Hash = entry.ChunkHash,
            IsZeros = entry.IsZeros,
        });
    }

    /// <summary>Completes sizes, digests and ends; returns the digest of the file.</summary>
    /// <param name="entry">The file's own entry.</param>
    /// <exception cref="InvalidDataException">They do not make up the file, or lie where they cannot.</exception>
    public ContentHash Finish(TocFields entry)
    {
        var hash = entry.Hash.IsEmpty && _chunks.Count == 1 ? _chunks[0].Hash : entry.Hash;
        Cover(entry, hash);
        FindEnds();
        for (var i = 0; i < _chunks.Count; i++)
        {
            var chunk = _chunks[i];
            var isPlaced = !chunk.IsZeros || chunk.Offset > 0;
            if (isPlaced && !layout.TryAdd(chunk.Offset, chunk.EndOffset))
            {
                throw entry.Error($"its chunk {i + 1} lies at {chunk.Offset} to {chunk.EndOffset}, outside of the content or over the next one");
            }
        }

        return hash;
    }

    private void Cover(TocFields entry, ContentHash hash)
    {
        long covered = 0;
        for (var i = 0; i < _chunks.Count; i++)
        {
            var chunk = _chunks[i];
            var size = chunk.Size == 0 && i == _chunks.Count - 1 ? entry.Size - covered : chunk.Size;
            if (chunk.ContentOffset != covered || size <= 0 || size > entry.Size - covered)
            {
                throw entry.Error($"its chunk {i + 1} has {size} bytes at {chunk.ContentOffset}, where {entry.Size - covered} at {covered} are left of the file");
            }

            var chunkHash = _chunks.Count == 1 && chunk.Hash.IsEmpty ? hash : chunk.Hash;
            if (hash.IsEmpty || chunkHash.IsEmpty || (_chunks.Count == 1 && chunkHash != hash))
            {
                throw entry.Error(hash.IsEmpty ? "it has no digest"
                    : chunkHash.IsEmpty ? $"its chunk {i + 1} has no digest"
                    : "its only chunk has another digest than the file");
            }

            covered += size;
            _chunks[i] = chunk with { Size = size, Hash = chunkHash };
        }

        if (covered != entry.Size)
        {
            throw entry.Error($"its chunks are {covered} bytes of the file's {entry.Size}");
        }
    }

    // A chunk ends where the next one of its file begins, unless it says so itself; the end in a file's own entry is that of the last one.
    // Zeros need not be in the blob.
    private void FindEnds()
    {
        var next = Math.Max(_chunks[0].EndOffset, _chunks[^1].EndOffset);
        _chunks[0] = _chunks[0] with { EndOffset = _chunks.Count == 1 ? next : 0 };
        for (var i = _chunks.Count - 1; i >= 0; i--)
        {
            var chunk = _chunks[i];
            var end = chunk.EndOffset > 0 ? chunk.EndOffset : next;
            next = chunk.Offset > 0 ? chunk.Offset : next;
            _chunks[i] = chunk.IsZeros && (chunk.Offset == 0 || chunk.Offset == end)
                ? chunk with { Offset = 0, EndOffset = 0 }
                : chunk with { EndOffset = end };
        }
    }
}
