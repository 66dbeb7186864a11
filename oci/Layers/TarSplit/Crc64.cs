using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// CRC-64 with the polynomial of ISO 3309, bit-reflected, as Go's hash/crc64 has it: tar-split keeps it of every file's content.
/// </summary>
public static class Crc64
{
    /// <summary>x⁶⁴ + x⁴ + x³ + x + 1 without its first term, lowest bit first.</summary>
    internal const ulong Polynomial = 0xD800000000000000;

    private const int Slices = 8;

    private static readonly ulong[] Table = MakeTable();

    /// <summary>The checksum of what <paramref name="crc"/> is the checksum of, followed by <paramref name="bytes"/>. That of nothing is 0.</summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> bytes)
    {
        ulong state = ~crc;
        if (Crc64Folding.IsSupported && bytes.Length >= Crc64Folding.MinLength)
        {
            Span<byte> folded = stackalloc byte[Crc64Folding.StateLength];
            bytes = Crc64Folding.Fold(state, bytes, folded);
            state = AppendByTable(0, folded);
        }

        return ~AppendByTable(state, bytes);
    }

    /// <summary>The state after <paramref name="bytes"/>, without the inversions before and after.</summary>
    internal static ulong AppendByTable(ulong state, ReadOnlySpan<byte> bytes)
    {
        ulong[] table = Table;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            ulong next = state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            state = table[(7 * 256) + (byte)next]
                ^ table[(6 * 256) + (byte)(next >> 8)]
                ^ table[(5 * 256) + (byte)(next >> 16)]
                ^ table[(4 * 256) + (byte)(next >> 24)]
                ^ table[(3 * 256) + (byte)(next >> 32)]
                ^ table[(2 * 256) + (byte)(next >> 40)]
                ^ table[256 + (byte)(next >> 48)]
                ^ table[(byte)(next >> 56)];
        }

        foreach (byte value in bytes)
        {
            state = table[(byte)(state ^ value)] ^ (state >> 8);
        }

        return state;
    }

    /// <summary>A polynomial times x, modulo <see cref="Polynomial"/>.</summary>
    internal static ulong TimesX(ulong value) => (value >> 1) ^ ((value & 1) != 0 ? Polynomial : 0);

    // Row n holds what a byte followed by n zero bytes comes to.
    private static ulong[] MakeTable()
    {
        ulong[] table = new ulong[Slices * 256];
        for (int i = 0; i < 256; i++)
        {
            ulong value = (ulong)i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = TimesX(value);
            }

            table[i] = value;
        }

        for (int i = 256; i < table.Length; i++)
        {
            ulong before = table[i - 256];
            table[i] = table[(byte)before] ^ (before >> 8);
        }

        return table;
    }
}
