using System.Buffers;
using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Makes contents of a blob objects of the layer: decodes their chunks, proves chunks and content by their digests, and writes them. For one
/// thread at a time.
/// </summary>
/// <param name="objects">The layer's objects.</param>
/// <param name="compression">What chunks are in the blob.</param>
internal sealed class ContentStore(LayerObjects objects, LayerCompression compression) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly ObjectHasher _hasher = new();
    private readonly ChunkDecoder _decoder = new(compression);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);

    /// <summary>Stores a content whose chunks come in one run, but for zeros.</summary>
    /// <param name="missing">The content.</param>
    /// <param name="bytes">The run's bytes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A file with the content, its object and fs-verity digest.</returns>
    /// <exception cref="InvalidDataException">A chunk or the content is not what the table of contents says.</exception>
    public RegularFileNode Store(MissingContent missing, Stream bytes, CancellationToken cancellationToken)
    {
        var (file, run) = (missing.Content.File, missing.Runs[0]);
        var node = new RegularFileNode { Size = file.Size };
        var reader = new RunReader(bytes, run.Section.Offset);
        if (file.Chunks.Count == 1 && file.Size <= FileBatch.MaximumFileSize)
        {
            StoreSmall(node, missing.Content, reader);
        }
        else
        {
            StoreLarge(node, missing, reader, cancellationToken);
        }

        return node;
    }

    /// <summary>Writes the chunks of one run where they belong.</summary>
    /// <exception cref="InvalidDataException">A chunk is not what the table of contents says.</exception>
    public void Write(ContentAssembly assembly, MissingRun run, Stream bytes)
    {
        var reader = new RunReader(bytes, run.Section.Offset);
        foreach (var chunk in assembly.Missing.Chunks(run))
        {
            var position = chunk.ContentOffset;
            Decode(reader, chunk, part =>
            {
                WriteFile.WriteAt(assembly.File, part, position);
                position += part.Length;
            });
        }
    }

    /// <summary>Stores a content of which all chunks were written that had to be fetched: those that are here are copied.</summary>
    /// <inheritdoc cref="Store"/>
    public RegularFileNode Finish(ContentAssembly assembly, ContentFinder finder, CancellationToken cancellationToken)
    {
        assembly.CopyChunks(finder, _buffer);
        var node = new RegularFileNode { Size = assembly.Missing.Content.File.Size };
        FTruncate.Set(assembly.File, node.Size);
        for (long position = 0; position < node.Size;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = ReadFile.ReadAt(assembly.File, _buffer, position);
            _hasher.Append(_buffer.AsSpan(0, count));
            position += count;
        }

        Adopt(node, assembly.Missing.Content, assembly.File);
        return node;
    }

    public void Dispose()
    {
        _hasher.Dispose();
        _decoder.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void StoreSmall(RegularFileNode node, LayerContent content, RunReader reader)
    {
        var bytes = _buffer.AsSpan(0, (int)node.Size);
        reader.Enter(content.File.Chunks[0]);
        using (var chunk = _decoder.Open(reader, content.File.Chunks[0]))
        {
            chunk.ReadExactly(bytes);
        }

        _hasher.Append(bytes);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        _hasher.Finish(node, path);
        Prove(node, content);
        if (objects.Add(path, bytes))
        {
            objects.Note(node);
        }
    }

    private void StoreLarge(RegularFileNode node, MissingContent missing, RunReader reader, CancellationToken cancellationToken)
    {
        using var file = objects.CreateNameless();
        var segments = missing.Chunks(missing.Runs[0]).Select(chunk => new DataSegment(chunk.ContentOffset, chunk.Size)).ToList();
        var placement = new ContentPlacement(file, segments, _hasher, cancellationToken);
        foreach (var chunk in missing.Chunks(missing.Runs[0]))
        {
            Decode(reader, chunk, placement.Append);
        }

        placement.Finish(node.Size);
        Adopt(node, missing.Content, file);
    }

    private void Adopt(RegularFileNode node, LayerContent content, SafeFileHandle file)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        _hasher.Finish(node, path);
        Prove(node, content);
        if (objects.Adopt(file, path, node.Size))
        {
            objects.Note(node);
        }
    }

    private void Decode(RunReader reader, in TocChunk chunk, ReadOnlySpanAction write)
    {
        reader.Enter(chunk);
        using var bytes = _decoder.Open(reader, chunk);
        for (int count; (count = bytes.Read(_buffer)) > 0;)
        {
            write(_buffer.AsSpan(0, count));
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

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
}
