using System.Buffers.Binary;

namespace GraphDriver.Objects.Index;

/// <summary>
/// The first 32 bytes of a run, little endian: 8 bytes of magic, the number of records (8), the length of a value (4), the seed (4), four zero
/// bytes, the checksum of all that (4).
/// </summary>
internal readonly record struct RunHeader
{
    public const int Length = 32;

    private const int CountOffset = 8;
    private const int ValueLengthOffset = 16;
    private const int SeedOffset = 20;
    private const int ChecksumOffset = 28;

    /// <summary>The number of records.</summary>
    public required long Count { get; init; }

    /// <summary>The length of a value in bytes.</summary>
    public required int ValueLength { get; init; }

    /// <summary>A random number that goes into the checksums, so that no block of another run passes for one of this.</summary>
    public required uint Seed { get; init; }

    private static ReadOnlySpan<byte> Magic => "GDRUN\0\0\x1"u8;

    /// <summary>Reads a header; null where it is none, or damaged.</summary>
    public static RunHeader? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != RunFormat.Checksum(0, bytes[..ChecksumOffset]))
        {
            return null;
        }

        return new RunHeader
        {
            Count = BinaryPrimitives.ReadInt64LittleEndian(bytes[CountOffset..]),
            ValueLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[ValueLengthOffset..]),
            Seed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SeedOffset..]),
        };
    }

    /// <summary>Writes it; at least <see cref="Length"/> bytes.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        bytes[..Length].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[CountOffset..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[ValueLengthOffset..], ValueLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SeedOffset..], Seed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumOffset..], RunFormat.Checksum(0, bytes[..ChecksumOffset]));
    }
}
