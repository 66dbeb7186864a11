using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace GraphDriver.Composefs.Verity;

/// <summary>
/// An fs-verity file digest: the hash of a file's fs-verity descriptor, which holds its size and the root of its Merkle tree
/// (https://docs.kernel.org/filesystems/fsverity.html#fs-verity-descriptor). Not the hash of the content.
/// </summary>
public readonly record struct VerityDigest
{
    private const int Sha256Size = 32;
    private const int Sha512Size = 64;

    private VerityDigest(VerityAlgorithm algorithm, Vector256<byte> low, Vector256<byte> high)
    {
        Algorithm = algorithm;
        Low = low;
        High = high;
    }

    /// <summary>The algorithm; 0 for <c>default</c>, which is no digest.</summary>
    public VerityAlgorithm Algorithm { get; }

    /// <summary>The length of the digest: 32 or 64 bytes.</summary>
    public int Size => Algorithm == VerityAlgorithm.Sha512 ? Sha512Size : Sha256Size;

    internal Vector256<byte> Low { get; }

    internal Vector256<byte> High { get; }

    /// <summary>Wraps raw bytes: 32 are SHA-256, 64 are SHA-512.</summary>
    /// <exception cref="ArgumentException">The length is another one.</exception>
    public static VerityDigest FromBytes(ReadOnlySpan<byte> digest) => digest.Length switch
    {
        Sha256Size => FromSha256(Vector256.Create(digest)),
        Sha512Size => new(VerityAlgorithm.Sha512, Vector256.Create(digest), Vector256.Create(digest[Sha256Size..])),
        _ => throw new ArgumentException($"an fs-verity digest has 32 or 64 bytes, not {digest.Length}", nameof(digest)),
    };

    /// <summary>Parses 64 or 128 hex digits of either case; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, [NotNullWhen(true)] out VerityDigest digest)
    {
        digest = default;
        Span<byte> raw = stackalloc byte[Sha512Size];
        if (hex.Length is not (Sha256Size * 2 or Sha512Size * 2)
            || Convert.FromHexString(hex, raw, out _, out var size) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        digest = FromBytes(raw[..size]);
        return true;
    }

    /// <summary>Parses 64 or 128 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static VerityDigest Parse(string hex) =>
        TryParse(hex, out var digest) ? digest : throw new FormatException($"'{hex}' is not an fs-verity digest: expected 64 or 128 hex digits");

    /// <summary>Writes the raw bytes, <see cref="Size"/> of them.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Low.CopyTo(destination);
        if (Algorithm == VerityAlgorithm.Sha512)
        {
            High.CopyTo(destination[Sha256Size..]);
        }
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The digest in lower-case hex, without the algorithm.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    internal static VerityDigest FromSha256(Vector256<byte> digest) => new(VerityAlgorithm.Sha256, digest, default);
}
