namespace GraphDriver.Oci.Layers.Compression;

/// <summary>A bit-reflected cyclic redundancy check of 32 or 64 bits, inverted before and after.</summary>
internal sealed class ReflectedCrc
{
    private readonly ulong[] _table = new ulong[256];
    private readonly ulong _inversion;
    private ulong _state;

    private ReflectedCrc(ulong polynomial, ulong inversion)
    {
        _inversion = inversion;
        _state = inversion;
        for (int i = 0; i < _table.Length; i++)
        {
            ulong value = (ulong)i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * polynomial);
            }

            _table[i] = value;
        }
    }

    public ulong Value => _state ^ _inversion;

    /// <summary>That of IEEE 802.3.</summary>
    public static ReflectedCrc Crc32() => new(0xEDB88320, uint.MaxValue);

    /// <summary>That of ECMA-182.</summary>
    public static ReflectedCrc Crc64() => new(0xC96C5795D7870F42, ulong.MaxValue);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        ulong state = _state;
        foreach (byte value in bytes)
        {
            state = _table[(byte)(state ^ value)] ^ (state >> 8);
        }

        _state = state;
    }
}
