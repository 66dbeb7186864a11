using System.Buffers;
using System.Security.Cryptography;
using GraphDriver.Oci.Layers.Compression;
using ZstdSharp;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Decodes chunks: from the range of the blob that holds one to the chunk's bytes, exactly as many as it has, proven by its digest. One thread at a time;
/// to be kept for the next chunk.
/// </summary>
/// <param name="compression"><see cref="TableOfContents.Compression"/>.</param>
public sealed class ChunkDecoder(LayerCompression compression) : IDisposable
{
    // Of 32 MiB, which is more than whoever writes such layers uses: several decoders work at once.
    private const int WindowLogMax = 25;

    // A chunk of at most so many bytes is decoded whole, which needs no window.
    private const int MaxWhole = 1 << 20;

    private readonly Decompressor _zstd = new();

    /// <summary>What chunks are.</summary>
    public LayerCompression Compression => compression;

    /// <summary>Decodes a chunk that is in memory.</summary>
    /// <param name="range">The bytes of the blob from <see cref="TocChunk.Offset"/> to <see cref="TocChunk.EndOffset"/>.</param>
    /// <param name="chunk">What they hold.</param>
    /// <param name="content">Gets the chunk; as long as <see cref="TocChunk.Size"/>.</param>
    /// <exception cref="InvalidDataException">They are corrupt, or the chunk has another size or digest.</exception>
    public void Decode(ReadOnlyMemory<byte> range, in TocChunk chunk, Span<byte> content)
    {
        if (content.Length != chunk.Size)
        {
            throw new ArgumentException($"the chunk has {chunk.Size} bytes", nameof(content));
        }

        if (chunk.IsZeros)
        {
            content.Clear();
        }
        else if (compression != LayerCompression.Zstd || !TryUnwrap(range.Span, chunk, content))
        {
            using var decoded = OpenDecoder(new MemoryReader(range), chunk);
            var count = decoded.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (count < content.Length)
            {
                throw Error(chunk, $"it has {count} bytes, not {chunk.Size}");
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        Prove(chunk, hash);
    }

    /// <summary>
    /// A chunk's bytes as a stream, for chunks of any size. The read that reaches <see cref="TocChunk.Size"/> also checks the digest, and
    /// hands nothing out where it differs. The decoder serves one such stream at a time.
    /// </summary>
    /// <param name="range">The bytes of the blob from <see cref="TocChunk.Offset"/> on, at most to <see cref="TocChunk.EndOffset"/>; not read beyond, not disposed.</param>
    /// <param name="chunk">What they hold.</param>
    /// <exception cref="InvalidDataException">They are corrupt, or the chunk has another size or digest; reads throw it too.</exception>
    public Stream Open(Stream range, in TocChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(range);
        var length = chunk.EndOffset - chunk.Offset;
        if (chunk.IsZeros)
        {
            return new ProvenChunk(new ZeroStream(), chunk);
        }

        if (chunk.Size > MaxWhole || length > MaxWhole)
        {
            return new ProvenChunk(OpenDecoder(new SliceStream(range, length, "chunk"), chunk), chunk);
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            var content = new byte[chunk.Size];
            new SliceStream(range, length, "chunk").ReadExactly(bytes, 0, (int)length);
            Decode(bytes.AsMemory(0, (int)length), chunk, content);
            return new MemoryReader(content);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public void Dispose() => _zstd.Dispose();

    internal static InvalidDataException Error(in TocChunk chunk, string reason, Exception? inner = null) =>
        new($"chunk at byte {chunk.Offset} of the blob: {reason}", inner);

    internal static void Prove(in TocChunk chunk, ReadOnlySpan<byte> hash)
    {
        if (!chunk.Hash.Matches(hash))
        {
            throw Error(chunk, $"its bytes have the digest sha256:{Convert.ToHexStringLower(hash)}, not {chunk.Hash}");
        }
    }

    // False where more comes out than the chunk has: what follows it in the range is not its own.
    private bool TryUnwrap(ReadOnlySpan<byte> range, in TocChunk chunk, Span<byte> content)
    {
        try
        {
            return _zstd.TryUnwrap(range, content, out var count) && (count == content.Length ? true : throw Error(chunk, $"it has {count} bytes, not {chunk.Size}"));
        }
        catch (ZstdException error)
        {
            throw Error(chunk, $"it is corrupt zstd: {error.Message}", error);
        }
    }

    private DecodedStream OpenDecoder(Stream range, in TocChunk chunk)
    {
        var source = new BlobSource(range, []);
        var subject = $"chunk at byte {chunk.Offset} of the blob";
        return compression == LayerCompression.Gzip
            ? new DecodedStream(new GzipDecoder(source), source, subject, "gzip")
            : new DecodedStream(ZstdDecoder.Open(source, WindowLogMax), source, subject, "zstd");
    }
}
