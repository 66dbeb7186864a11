using System.Buffers.Binary;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary><c>struct erofs_super_block</c>, the fields that composefs uses; the others are zero.</summary>
internal readonly record struct Superblock
{
    public const int Size = 128;

    private const int SupportedBlockBits = ErofsFormat.BlockBits;

    public uint FeatureCompat { get; init; }

    public uint FeatureIncompat { get; init; }

    public ushort RootNid { get; init; }

    public ulong InodeCount { get; init; }

    /// <summary>The mtime of compact inodes.</summary>
    public long BuildTime { get; init; }

    public uint BuildTimeNanoseconds { get; init; }

    public uint Blocks { get; init; }

    public uint MetadataBlock { get; init; }

    public uint XattrBlock { get; init; }

    public static Superblock Parse(ReadOnlySpan<byte> source)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != ErofsFormat.SuperblockMagic)
        {
            throw new InvalidDataException("not an EROFS image: the superblock's magic number is missing");
        }

        if (source[12] != SupportedBlockBits)
        {
            throw new InvalidDataException($"EROFS blocks of 2^{source[12]} bytes are not supported, only of 2^{SupportedBlockBits}");
        }

        return new Superblock
        {
            FeatureCompat = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            RootNid = BinaryPrimitives.ReadUInt16LittleEndian(source[14..]),
            InodeCount = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
            BuildTime = BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BuildTimeNanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
            Blocks = BinaryPrimitives.ReadUInt32LittleEndian(source[36..]),
            MetadataBlock = BinaryPrimitives.ReadUInt32LittleEndian(source[40..]),
            XattrBlock = BinaryPrimitives.ReadUInt32LittleEndian(source[44..]),
            FeatureIncompat = BinaryPrimitives.ReadUInt32LittleEndian(source[80..]),
        };
    }

    public void WriteTo(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, ErofsFormat.SuperblockMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], FeatureCompat);
        destination[12] = SupportedBlockBits;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], RootNid);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], InodeCount);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], BuildTime);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], BuildTimeNanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], Blocks);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[40..], MetadataBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[44..], XattrBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[80..], FeatureIncompat);
    }
}
