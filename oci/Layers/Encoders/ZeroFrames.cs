using System.Security.Cryptography;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Makes the frames of holes, one a megabyte, of which all but the last are the same.</summary>
internal sealed class ZeroFrames
{
    private const int Size = 1 << 20;

    private static readonly byte[] Zeros = new byte[Size];

    private readonly ZstdCompressors _compressors;
    private readonly byte[] _whole;

    public ZeroFrames(ZstdCompressors compressors)
    {
        _compressors = compressors;
        byte[] frame = new byte[ZstdCompressors.MaxCompressedSize(Size)];
        _whole = frame[..compressors.Compress(Zeros, frame)];
    }

    /// <summary>Adds so many zeros to <paramref name="hash"/>.</summary>
    public static void AppendTo(IncrementalHash hash, long count)
    {
        for (; count > 0; count -= Size)
        {
            hash.AppendData(Zeros.AsSpan(0, (int)Math.Min(count, Size)));
        }
    }

    /// <summary>What <see cref="Write"/> may need.</summary>
    public int CompressedLength(long count) => checked((int)(count / Size * _whole.Length) + ZstdCompressors.MaxCompressedSize((int)(count % Size)));

    /// <summary>Writes frames that come to so many zeros, and their digest; returns the frames' length.</summary>
    public int Write(long count, Span<byte> frames, Span<byte> sha256)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash, count);
        hash.GetHashAndReset(sha256);
        int used = 0;
        for (; count >= Size; count -= Size)
        {
            _whole.CopyTo(frames[used..]);
            used += _whole.Length;
        }

        return count == 0 ? used : used + _compressors.Compress(Zeros.AsSpan(0, (int)count), frames[used..]);
    }
}
