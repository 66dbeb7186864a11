using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary><c>struct ovl_metacopy</c> of the kernel's overlayfs: the fs-verity digest that a file's data must have.</summary>
internal static class MetacopyValue
{
    public const int Size = 4 + 32;

    private const int DigestOffset = 4;

    public static void Write(VerityDigest digest, Span<byte> value)
    {
        value[0] = 0;
        value[1] = Size;
        value[2] = 0;
        value[3] = (byte)digest.Algorithm;
        digest.CopyTo(value[DigestOffset..]);
    }

    /// <summary>The digest of a value, or null where it holds none of SHA-256.</summary>
    public static VerityDigest? Parse(ReadOnlySpan<byte> value) =>
        value.Length == Size && value[3] == (byte)VerityAlgorithm.Sha256 ? VerityDigest.FromBytes(value[DigestOffset..]) : null;
}
