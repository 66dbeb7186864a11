using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GraphDriver.Objects.Index;

/// <summary>
/// A run of a <see cref="DigestTable"/>, <c>graphdriver/index/&lt;table&gt;/&lt;16 hex&gt;</c>: a <see cref="RunHeader"/>, then blocks of records, a
/// digest and its value each, sorted by the bytes of the digest. A block is the checksum and the number of its records (4 bytes each, little
/// endian) and the records; all but the last have as many as fit in 4096 bytes.
/// </summary>
internal static class RunFormat
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int DigestLength = SHA256.HashSizeInBytes;

    /// <summary>What a block begins with, in bytes.</summary>
    public const int BlockHeaderLength = 2 * sizeof(uint);

    /// <summary>The longest value, in bytes.</summary>
    public const int MaximumValueLength = 256;

    private const int MaximumBlockLength = 4096;

    /// <summary>How many records a full block has.</summary>
    public static int RecordsPerBlock(int valueLength) => (MaximumBlockLength - BlockHeaderLength) / (DigestLength + valueLength);

    /// <summary>The length of a full block in bytes.</summary>
    public static int BlockLength(int valueLength) => BlockHeaderLength + RecordsPerBlock(valueLength) * (DigestLength + valueLength);

    /// <summary>The length of a run with so many records, in bytes.</summary>
    public static long RunLength(long count, int valueLength)
    {
        var blocks = (count + RecordsPerBlock(valueLength) - 1) / RecordsPerBlock(valueLength);
        return RunHeader.Length + blocks * BlockHeaderLength + count * (DigestLength + valueLength);
    }

    /// <summary>CRC-32C (RFC 3720, appendix B.4) of some bytes, going on from another checksum.</summary>
    public static uint Checksum(uint seed, ReadOnlySpan<byte> bytes)
    {
        var crc = ~seed;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var one in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    /// <summary>The checksum of a block: of which run, which block of it, how many records and which.</summary>
    /// <param name="seed">The run's <see cref="RunHeader.Seed"/>.</param>
    /// <param name="index">The block's number.</param>
    /// <param name="block">The whole block; its first four bytes do not count.</param>
    public static uint BlockChecksum(uint seed, long index, ReadOnlySpan<byte> block)
    {
        var crc = BitOperations.Crc32C(~seed, (ulong)index);
        return Checksum(~crc, block[sizeof(uint)..]);
    }
}
