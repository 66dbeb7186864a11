using System.Buffers.Binary;
using System.Numerics;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>XXH32 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), which EROFS' name filter is defined by.</summary>
internal static class XxHash32
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;
    private const int StripeSize = 16;

    public static uint Hash(ReadOnlySpan<byte> data, uint seed)
    {
        var length = (uint)data.Length;
        var hash = data.Length < StripeSize ? seed + Prime5 : HashStripes(ref data, seed);
        hash += length;
        for (; data.Length >= sizeof(uint); data = data[sizeof(uint)..])
        {
            hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime3), 17) * Prime4;
        }

        foreach (var value in data)
        {
            hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    private static uint HashStripes(ref ReadOnlySpan<byte> data, uint seed)
    {
        Span<uint> lanes = [seed + Prime1 + Prime2, seed + Prime2, seed, seed - Prime1];
        for (; data.Length >= StripeSize; data = data[StripeSize..])
        {
            for (var i = 0; i < lanes.Length; i++)
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(data[(i * sizeof(uint))..]);
                lanes[i] = BitOperations.RotateLeft(lanes[i] + (word * Prime2), 13) * Prime1;
            }
        }

        return BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
            + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
    }
}
