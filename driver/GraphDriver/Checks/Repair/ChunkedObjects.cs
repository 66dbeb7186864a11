using System.Buffers;
using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Ranges;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks.Repair;

/// <summary>Fetches single contents of a zstd:chunked blob: its table of contents, and then the chunks of the files that are wanted alone.</summary>
/// <param name="pool">Gets them.</param>
internal sealed class ChunkedObjects(SoundObjects pool)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Fetches what the table of contents knows; nothing where the blob has none, or its source gives no ranges.</summary>
    /// <param name="source">Where the blob is.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="wanted">The sizes of the objects by their paths; those that were found are taken out.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The table of contents or a chunk is corrupt.</exception>
    /// <exception cref="IOException">The source or the store failed.</exception>
    public async Task TakeAsync(IImageSource source, Descriptor blob, Dictionary<string, long> wanted, CancellationToken cancellationToken)
    {
        if (source is not IBlobRangeSource ranges || ChunkedAnnotations.Read(blob) is not { } annotations)
        {
            return;
        }

        var fetcher = new SectionFetcher(ranges, blob);
        using var bytes = await fetcher.ReadAsync([annotations.Toc.Section], cancellationToken).ConfigureAwait(false);
        if (bytes.Sections is not [var section])
        {
            return;
        }

        await using var json = annotations.Toc.Open(section, annotations.TocDigest, "the table of contents");
        var toc = TableOfContents.ReadZstdChunked(json, annotations.ContentEnd);
        var files = toc.Files.Where(file => file.Size > 0 && wanted.ContainsKey(PathOf(file))).DistinctBy(file => file.Hash).ToList();
        await FetchAsync(fetcher, toc.Compression, files, wanted, cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(SectionFetcher fetcher, LayerCompression compression, List<TocFile> files, Dictionary<string, long> wanted, CancellationToken cancellationToken)
    {
        var open = files.ToDictionary(file => file, _ => pool.CreateNameless());
        try
        {
            var chunks = files.SelectMany(file => file.Chunks.Where(chunk => !chunk.IsZeros).Select(chunk => (Chunk: chunk, File: open[file])))
                .OrderBy(part => part.Chunk.Offset).ToList();
            var sections = chunks.ConvertAll(part => new BlobSection(part.Chunk.Offset, part.Chunk.EndOffset - part.Chunk.Offset));
            await fetcher.FetchAsync(sections, (index, stream, _) => Write(stream, compression, chunks[index].Chunk, chunks[index].File), cancellationToken).ConfigureAwait(false);
            foreach (var (file, content) in open)
            {
                FTruncate.Set(content, file.Size);
                // Chunks are proven one by one; that they are the file is seen by reading it.
                if (file.Hash.Matches(FileHash.Compute(content)) && wanted.Remove(PathOf(file)))
                {
                    pool.Publish(content, PathOf(file));
                }
            }
        }
        finally
        {
            foreach (var content in open.Values)
            {
                content.Dispose();
            }
        }
    }

    private static Task Write(Stream range, LayerCompression compression, TocChunk chunk, SafeFileHandle file)
    {
        using var decoder = new ChunkDecoder(compression);
        using var content = decoder.Open(range, chunk);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var position = chunk.ContentOffset;
            for (int count; (count = content.Read(buffer)) > 0; position += count)
            {
                WriteFile.WriteAt(file, buffer.AsSpan(0, count), position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Task.CompletedTask;
    }

    private static string PathOf(TocFile file)
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        file.Hash.CopyTo(hash);
        return Encoding.ASCII.GetString(ObjectPath.Write(hash, stackalloc byte[ObjectPath.Length]));
    }
}
