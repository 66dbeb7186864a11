using System.Collections.Concurrent;
using ZstdSharp;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Makes zstd frames on several threads: as many compressors as are in use at once, each used again and again.</summary>
internal sealed class ZstdCompressors(int level) : IDisposable
{
    private readonly ConcurrentBag<Compressor> _idle = [];

    /// <summary>What <paramref name="size"/> bytes are compressed to at the most.</summary>
    public static int MaxCompressedSize(int size) => Compressor.GetCompressBound(size);

    /// <summary>Writes one frame, which says its content's size, and returns its length.</summary>
    public int Compress(ReadOnlySpan<byte> bytes, Span<byte> frame)
    {
        Compressor compressor = Rent();
        int length = compressor.Wrap(bytes, frame);
        _idle.Add(compressor);
        return length;
    }

    /// <summary>A frame of nothing: without it, an empty blob would not be known for zstd.</summary>
    public byte[] EmptyFrame()
    {
        byte[] frame = new byte[MaxCompressedSize(0)];
        return frame[..Compress([], frame)];
    }

    public void Dispose()
    {
        while (_idle.TryTake(out Compressor? compressor))
        {
            compressor.Dispose();
        }
    }

    private Compressor Rent() => _idle.TryTake(out Compressor? compressor) ? compressor : new Compressor(level);
}
