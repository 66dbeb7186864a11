using System.Security.Cryptography;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull;

/// <summary>A blob's digest and size: as they were said to be, or else measured as the blob passes.</summary>
internal sealed class BlobIdentity(Descriptor? known) : IDisposable
{
    private readonly IncrementalHash? _hash = known is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private long _size;

    /// <summary>The size in bytes; of a blob that is measured, as far as it has come. Safe to ask from any thread.</summary>
    public long Size => known?.Size ?? Interlocked.Read(ref _size);

    /// <summary>What has to see the blob's bytes; null where nothing has to.</summary>
    public ReadAheadStream.ChunkObserver? Observer => _hash is null ? null : Measure;

    /// <summary>The blob, after it has passed to its end.</summary>
    public Descriptor Describe(LayerCompression compression) => known ?? new Descriptor
    {
        MediaType = compression switch
        {
            LayerCompression.Gzip => MediaType.OciLayerGzip,
            LayerCompression.Zstd => MediaType.OciLayerZstd,
            _ => MediaType.OciLayer,
        },
        Digest = Digest.FromSha256(_hash!.GetHashAndReset()),
        Size = Size,
    };

    public void Dispose() => _hash?.Dispose();

    private void Measure(ReadOnlySpan<byte> chunk)
    {
        _hash!.AppendData(chunk);
        Interlocked.Add(ref _size, chunk.Length);
    }
}
