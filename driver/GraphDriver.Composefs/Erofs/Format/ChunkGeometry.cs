using System.Numerics;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>
/// How a file without data of its own is cut into chunks: as few as can be, since each costs an address
/// (https://erofs.docs.kernel.org/en/latest/ondisk/chunked_format.html).
/// </summary>
/// <param name="Bits">The size of a chunk as a power of two.</param>
/// <param name="Count">The number of chunks.</param>
internal readonly record struct ChunkGeometry(int Bits, long Count)
{
    /// <summary>The most chunks that composefs writes: their addresses fill one block.</summary>
    public const int MaxCount = 1024;

    private const int MaxFormatBits = 31;

    /// <summary>The largest file that the format takes: 8 PiB.</summary>
    public const long MaxFileSize = (long)MaxCount << (MaxFormatBits + ErofsFormat.BlockBits);

    /// <summary>The inode's chunk format: the bits above a block's.</summary>
    public uint Format => (uint)(Bits - ErofsFormat.BlockBits);

    public static ChunkGeometry For(long fileSize)
    {
        var bits = Math.Clamp(BitOperations.Log2((ulong)(fileSize - 1)) + 1, ErofsFormat.BlockBits, MaxFormatBits + ErofsFormat.BlockBits);
        return new(bits, ((fileSize - 1) >> bits) + 1);
    }
}
