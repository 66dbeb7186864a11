namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Decodes chunks: from the range of the blob that holds one to the chunk's bytes, exactly as many as it has, proven by its digest. One thread at a time;
/// to be kept for the next chunk.
/// </summary>
/// <param name="compression"><see cref="TableOfContents.Compression"/>.</param>
public sealed class ChunkDecoder(LayerCompression compression) : IDisposable
{
    /// <summary>What chunks are.</summary>
    public LayerCompression Compression => compression;

    /// <summary>Decodes a chunk that is in memory.</summary>
    /// <param name="range">The bytes of the blob from <see cref="TocChunk.Offset"/> to <see cref="TocChunk.EndOffset"/>.</param>
    /// <param name="chunk">What they hold.</param>
    /// <param name="content">Gets the chunk; as long as <see cref="TocChunk.Size"/>.</param>
    /// <exception cref="InvalidDataException">They are corrupt, or the chunk has another size or digest.</exception>
    public void Decode(ReadOnlySpan<byte> range, in TocChunk chunk, Span<byte> content) => throw new NotImplementedException();

    /// <summary>
    /// A chunk's bytes as a stream, for chunks of any size. The read that reaches <see cref="TocChunk.Size"/> also checks the digest, and
    /// hands nothing out where it differs. The decoder serves one such stream at a time.
    /// </summary>
    /// <param name="range">The bytes of the blob from <see cref="TocChunk.Offset"/> on, at most to <see cref="TocChunk.EndOffset"/>; not read beyond, not disposed.</param>
    /// <param name="chunk">What they hold.</param>
    public Stream Open(Stream range, in TocChunk chunk) => throw new NotImplementedException();

    public void Dispose()
    {
    }
}
