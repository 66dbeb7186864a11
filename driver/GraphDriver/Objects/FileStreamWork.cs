using System.Buffers;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Objects;

/// <summary>A large or sparse file, whose content comes in chunks while it is already being written.</summary>
/// <param name="node">The file.</param>
/// <param name="segments">Where the stored bytes lie in a sparse file, ascending and apart; null for a plain file.</param>
/// <param name="stop">Ends all waiting.</param>
internal sealed class FileStreamWork(RegularFileNode node, IReadOnlyList<DataSegment>? segments, CancellationToken stop) : IObjectWork
{
    /// <summary>The most bytes of one chunk.</summary>
    public const int ChunkSize = 256 * 1024;

    private const int ChunksAhead = 4;

    private readonly BoundedQueue<ArraySegment<byte>> _chunks = new(ChunksAhead, stop);

    /// <summary>A buffer for the next chunk, to be given to <see cref="Append"/>.</summary>
    public static byte[] RentChunk() => ArrayPool<byte>.Shared.Rent(ChunkSize);

    /// <summary>Hands over the next stored bytes, in a buffer from <see cref="RentChunk"/>.</summary>
    public void Append(byte[] chunk, int length) => _chunks.Add(new ArraySegment<byte>(chunk, 0, length));

    /// <summary>The file has no more stored bytes.</summary>
    public void Complete() => _chunks.Complete();

    public void Store(LayerObjects objects, ObjectHasher hasher, CancellationToken cancellationToken)
    {
        using var file = objects.CreateNameless();
        var content = new ContentPlacement(file, segments, hasher, cancellationToken);
        while (_chunks.TryTake(out var chunk))
        {
            content.Append(chunk);
            ArrayPool<byte>.Shared.Return(chunk.Array!);
        }

        content.Finish(node.Size);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        hasher.Finish(node, path);
        if (objects.Adopt(file, path, node.Size))
        {
            objects.Note(node);
        }
    }

    public void Dispose() => _chunks.Dispose();
}
