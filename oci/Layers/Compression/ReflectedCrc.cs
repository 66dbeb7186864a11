namespace GraphDriver.Oci.Layers.Compression;

/// <summary>A bit-reflected cyclic redundancy check of 32 or 64 bits, inverted before and after.</summary>
internal sealed class ReflectedCrc
{
    private static readonly ulong[] Table32 = CreateTable(0xEDB88320);
    private static readonly ulong[] Table64 = CreateTable(0xC96C5795D7870F42);

    private readonly ulong[] _table;
    private readonly ulong _inversion;
    private ulong _state;

    private ReflectedCrc(ulong[] table, ulong inversion)
    {
        _table = table;
        _inversion = inversion;
        _state = inversion;
    }

    public ulong Value => _state ^ _inversion;

    /// <summary>That of IEEE 802.3.</summary>
    public static ReflectedCrc Crc32() => new(Table32, uint.MaxValue);

    /// <summary>That of ECMA-182.</summary>
    public static ReflectedCrc Crc64() => new(Table64, ulong.MaxValue);

    /// <summary>Begins anew.</summary>
    public void Reset() => _state = _inversion;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        ulong state = _state;
        foreach (byte value in bytes)
        {
            state = _table[(byte)(state ^ value)] ^ (state >> 8);
        }

        _state = state;
    }

    private static ulong[] CreateTable(ulong polynomial)
    {
        var table = new ulong[256];
        for (int i = 0; i < table.Length; i++)
        {
            ulong value = (ulong)i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * polynomial);
            }

            table[i] = value;
        }

        return table;
    }
}
