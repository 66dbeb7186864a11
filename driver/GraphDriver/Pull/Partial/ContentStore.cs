using System.Buffers;
using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Partial;

/// <summary>
/// Makes contents of a blob objects of the layer: decodes their chunks, proves chunks and content by their digests, and writes them. For one
/// thread at a time.
/// </summary>
internal sealed class ContentStore(LayerObjects objects, LayerCompression compression) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly ObjectHasher _hasher = new();
    private readonly ChunkDecoder _decoder = new(compression);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);

    /// <summary>Stores one content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="blob">The part of the blob that holds it, from its first chunk that is not all zeros; read no further than needed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The file with its object and fs-verity digest.</returns>
    /// <exception cref="InvalidDataException">A chunk or the content is not what the table of contents says.</exception>
    public RegularFileNode Store(LayerContent content, Stream blob, CancellationToken cancellationToken)
    {
        var node = new RegularFileNode { Size = content.File.Size };
        if (content.File is { Size: <= FileBatch.MaximumFileSize, Chunks: { Count: 1 } chunks } && !chunks[0].IsZeros)
        {
            StoreSmall(node, content, blob);
        }
        else
        {
            StoreLarge(node, content, blob, cancellationToken);
        }

        return node;
    }

    public void Dispose()
    {
        _hasher.Dispose();
        _decoder.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void StoreSmall(RegularFileNode node, LayerContent content, Stream blob)
    {
        var bytes = _buffer.AsSpan(0, (int)node.Size);
        using (var chunk = _decoder.Open(blob, content.File.Chunks[0]))
        {
            chunk.ReadExactly(bytes);
        }

        _hasher.Append(bytes);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        _hasher.Finish(node, path);
        Prove(node, content);
        objects.Add(path, bytes);
    }

    private void StoreLarge(RegularFileNode node, LayerContent content, Stream blob, CancellationToken cancellationToken)
    {
        using var file = objects.CreateNameless();
        var segments = content.File.Chunks.Where(chunk => !chunk.IsZeros).Select(chunk => new DataSegment(chunk.ContentOffset, chunk.Size)).ToList();
        var placement = new ContentPlacement(file, segments, _hasher, cancellationToken);
        long position = 0;
        var start = MissingContent.Of(content).Section.Offset;
        foreach (var chunk in content.File.Chunks)
        {
            if (!chunk.IsZeros)
            {
                Skip(blob, chunk.Offset - start - position);
                var part = new PartialStream(blob, chunk.EndOffset - chunk.Offset);
                Append(placement, part, chunk);
                part.SkipRest(_buffer);
                position = chunk.EndOffset - start;
            }
        }

        placement.Finish(node.Size);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        _hasher.Finish(node, path);
        Prove(node, content);
        objects.Adopt(file, path, node.Size);
    }

    private void Append(ContentPlacement placement, Stream range, in TocChunk chunk)
    {
        using var bytes = _decoder.Open(range, chunk);
        for (int count; (count = bytes.Read(_buffer)) > 0;)
        {
            placement.Append(_buffer.AsSpan(0, count));
        }
    }

    private void Skip(Stream blob, long count)
    {
        for (var left = count; left > 0;)
        {
            var read = blob.Read(_buffer, 0, (int)Math.Min(left, _buffer.Length));
            left -= read > 0 ? read : throw new InvalidDataException("a range of the blob ends too early");
        }
    }

    private static void Prove(RegularFileNode node, LayerContent content)
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        if (!node.TryGetObject(hash) || !content.File.Hash.Matches(hash))
        {
            throw new InvalidDataException(
                $"layer entry '{EntryPath.Display(content.File.Name.Span)}' has the content {Digest.FromSha256(hash)}, the table of contents says {content.File.Hash}");
        }
    }
}
