using System.Security.Cryptography;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>The bytes of one chunk: as many as it has, of which the last are handed out where the digest is right.</summary>
/// <param name="decoded">What the chunk's range decompresses to; more may follow. Disposed with this stream.</param>
/// <param name="chunk">What it has to be.</param>
internal sealed class ProvenChunk(Stream decoded, TocChunk chunk) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, chunk.Size - _read)];
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var count = decoded.Read(buffer);
        if (count == 0)
        {
            throw ChunkDecoder.Error(chunk, $"it has {_read} bytes, not {chunk.Size}");
        }

        _hash.AppendData(buffer[..count]);
        if (_read + count == chunk.Size)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            _hash.GetHashAndReset(hash);
            ChunkDecoder.Prove(chunk, hash);
        }

        _read += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            decoded.Dispose();
        }

        base.Dispose(disposing);
    }
}
