using System.Collections.Concurrent;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Objects;

/// <summary>One regular file on its way from the tar into an object: the node to complete and its content as it comes.</summary>
internal sealed class ObjectJob(RegularFileNode node, long storedSize, IReadOnlyList<DataSegment>? segments)
{
    private const int ChunksAhead = 8;

    /// <summary>The file whose redirect and fs-verity digest the writer fills in.</summary>
    public RegularFileNode Node { get; } = node;

    /// <summary>The stored content's length in bytes; of a sparse file the sum of its data segments.</summary>
    public long StoredSize { get; } = storedSize;

    /// <summary>Where the stored bytes lie in a sparse file, ascending and apart; null for a plain file.</summary>
    public IReadOnlyList<DataSegment>? Segments { get; } = segments;

    /// <summary>The content, completed by the reader of the tar.</summary>
    public BlockingCollection<ContentChunk> Chunks { get; } = new(ChunksAhead);
}
