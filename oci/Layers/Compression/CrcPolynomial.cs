using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// The polynomial of a bit-reflected cyclic redundancy check of up to 64 bits, and the arithmetic modulo it. A shorter one stands for
/// itself times the power of x that makes it 64 bits long, so that its states are the lowest bits.
/// </summary>
internal sealed class CrcPolynomial
{
    private const int Slices = 8;

    private readonly ulong _terms;
    private readonly ulong[] _table;
    private readonly CrcFolding? _folding;

    private CrcPolynomial(ulong terms)
    {
        _terms = terms;
        _table = MakeTable();
        _folding = CrcFolding.IsSupported ? new CrcFolding(this) : null;
    }

    /// <summary>CRC-32 of IEEE 802.3.</summary>
    public static CrcPolynomial Ieee { get; } = new(0xEDB88320);

    /// <summary>CRC-64 of ECMA-182.</summary>
    public static CrcPolynomial Ecma { get; } = new(0xC96C5795D7870F42);

    /// <summary>CRC-64 of ISO 3309: x⁶⁴ + x⁴ + x³ + x + 1.</summary>
    public static CrcPolynomial Iso { get; } = new(0xD800000000000000);

    /// <summary>The state after <paramref name="bytes"/>. Inversions before and after are the caller's.</summary>
    public ulong Append(ulong state, ReadOnlySpan<byte> bytes)
    {
        if (_folding is not null && bytes.Length >= CrcFolding.MinLength)
        {
            Span<byte> folded = stackalloc byte[CrcFolding.StateLength];
            bytes = _folding.Fold(state, bytes, folded);
            state = AppendByTable(0, folded);
        }

        return AppendByTable(state, bytes);
    }

    /// <summary>As <see cref="Append"/>, on any processor.</summary>
    internal ulong AppendByTable(ulong state, ReadOnlySpan<byte> bytes)
    {
        ulong[] table = _table;
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

    /// <summary>A polynomial times x, modulo this one.</summary>
    internal ulong TimesX(ulong value) => (value >> 1) ^ ((value & 1) * _terms);

    // Row n holds what a byte followed by n zero bytes comes to.
    private ulong[] MakeTable()
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
