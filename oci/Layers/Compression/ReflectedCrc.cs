namespace GraphDriver.Oci.Layers.Compression;

/// <summary>A bit-reflected cyclic redundancy check of 32 or 64 bits, inverted before and after.</summary>
internal sealed class ReflectedCrc
{
    private readonly CrcPolynomial _polynomial;
    private readonly ulong _inversion;
    private ulong _state;

    private ReflectedCrc(CrcPolynomial polynomial, ulong inversion)
    {
        _polynomial = polynomial;
        _inversion = inversion;
        _state = inversion;
    }

    public ulong Value => _state ^ _inversion;

    /// <summary>That of IEEE 802.3.</summary>
    public static ReflectedCrc Crc32() => new(CrcPolynomial.Ieee, uint.MaxValue);

    /// <summary>That of ECMA-182.</summary>
    public static ReflectedCrc Crc64() => new(CrcPolynomial.Ecma, ulong.MaxValue);

    /// <summary>Begins anew.</summary>
    public void Reset() => _state = _inversion;

    public void Append(ReadOnlySpan<byte> bytes) => _state = _polynomial.Append(_state, bytes);
}
