using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// Reduces long input to sixteen bytes with the same CRC by carry-less multiplication (Gopal et al., "Fast CRC Computation for
/// Generic Polynomials Using PCLMULQDQ", 2009). Folding alone is done here; the sixteen bytes go through the table.
/// </summary>
internal sealed class CrcFolding(CrcPolynomial polynomial)
{
    public const int StateLength = 16;
    public const int MinLength = 2 * BlockLength;

    private const int BlockLength = 4 * StateLength;

    // A block of sixteen bytes moves on by so many bits.
    private readonly Vector128<ulong> _byOneBlock = Multipliers(polynomial, 8 * BlockLength);
    private readonly Vector128<ulong> _byOneState = Multipliers(polynomial, 8 * StateLength);

    public static bool IsSupported => (Pclmulqdq.IsSupported || ArmAes.IsSupported) && BitConverter.IsLittleEndian;

    /// <summary>
    /// Folds <paramref name="state"/> and all whole blocks of <paramref name="bytes"/> into <paramref name="folded"/>; returns the bytes
    /// left over.
    /// </summary>
    public ReadOnlySpan<byte> Fold(ulong state, ReadOnlySpan<byte> bytes, scoped Span<byte> folded)
    {
        ReadOnlySpan<Vector128<ulong>> vectors = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes[..(bytes.Length & -BlockLength)]);
        Vector128<ulong> a = vectors[0] ^ Vector128.CreateScalar(state);
        Vector128<ulong> b = vectors[1];
        Vector128<ulong> c = vectors[2];
        Vector128<ulong> d = vectors[3];
        Vector128<ulong> multipliers = _byOneBlock;
        for (ReadOnlySpan<Vector128<ulong>> rest = vectors[4..]; rest.Length >= 4; rest = rest[4..])
        {
            a = Move(a, multipliers) ^ rest[0];
            b = Move(b, multipliers) ^ rest[1];
            c = Move(c, multipliers) ^ rest[2];
            d = Move(d, multipliers) ^ rest[3];
        }

        multipliers = _byOneState;
        b ^= Move(a, multipliers);
        c ^= Move(b, multipliers);
        d ^= Move(c, multipliers);
        d.AsByte().CopyTo(folded);
        return bytes[(vectors.Length * StateLength)..];
    }

    private static Vector128<ulong> Move(Vector128<ulong> value, Vector128<ulong> multipliers) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(value, multipliers, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, multipliers, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(value.GetLower(), multipliers.GetLower())
            ^ ArmAes.PolynomialMultiplyWideningUpper(value, multipliers);

    // The lower half of sixteen bytes stands 64 bits before the upper one. The product of two reflected numbers comes out
    // one bit off, which the exponents make up for.
    private static Vector128<ulong> Multipliers(CrcPolynomial polynomial, int bits) =>
        Vector128.Create(PowerOfX(polynomial, bits + 63), PowerOfX(polynomial, bits - 1));

    private static ulong PowerOfX(CrcPolynomial polynomial, int exponent)
    {
        ulong value = 1UL << 63;
        for (int i = 0; i < exponent; i++)
        {
            value = polynomial.TimesX(value);
        }

        return value;
    }
}
