using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GraphDriver.Oci.Model;

/// <summary>
/// A content digest, <c>algorithm:hex</c>, as the OCI image specification defines it
/// (https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests).
/// Only the registered algorithms <c>sha256</c> and <c>sha512</c> are accepted, in lower-case hex of exact length,
/// so a value of this type is always safe as a file name.
/// </summary>
public readonly record struct Digest
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    /// <summary>The algorithm's name, <c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The hash in lower-case hex: 64 characters for sha256, 128 for sha512.</summary>
    public string Hex { get; }

    /// <summary>True for <c>default(Digest)</c>, which names no content.</summary>
    public bool IsEmpty => Hex is null;

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="FormatException">The text is not a digest of a supported algorithm.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException($"'{text}' is not a digest: expected sha256:<64 hex> or sha512:<128 hex>");

    /// <summary>Parses <c>algorithm:hex</c>; false where the text is no digest of a supported algorithm.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        var colon = text?.IndexOf(':') ?? -1;
        if (colon < 0)
        {
            return false;
        }

        var (algorithm, length) = text.AsSpan(0, colon) switch
        {
            Sha256 => (Sha256, 64),
            Sha512 => (Sha512, 128),
            _ => ("", -1),
        };
        if (text!.Length - colon - 1 != length || !LowerHex.IsAllOf(text.AsSpan(colon + 1)))
        {
            return false;
        }

        digest = new Digest(algorithm, text[(colon + 1)..]);
        return true;
    }

    /// <summary>The sha256 digest of <paramref name="content"/>.</summary>
    public static Digest Sha256Of(ReadOnlySpan<byte> content) => FromSha256(SHA256.HashData(content));

    /// <summary>Wraps a raw 32-byte SHA-256 hash.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash) =>
        hash.Length == SHA256.HashSizeInBytes
            ? new Digest(Sha256, Convert.ToHexStringLower(hash))
            : throw new ArgumentException("a SHA-256 hash has 32 bytes", nameof(hash));

    /// <summary>The raw hash.</summary>
    public byte[] ToHash() => Convert.FromHexString(Hex);

    /// <summary>A hasher for this digest's algorithm, for checking content against it; for SHA-256 where this is empty.</summary>
    public IncrementalHash CreateHasher() =>
        IncrementalHash.CreateHash(Algorithm == Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    /// <summary>Whether <paramref name="hash"/>, of this digest's algorithm, is the hash named here.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => Hex == Convert.ToHexStringLower(hash);

    /// <summary>Whether this is the digest of <paramref name="content"/>.</summary>
    public bool IsOf(ReadOnlySpan<byte> content)
    {
        using var hasher = CreateHasher();
        hasher.AppendData(content);
        return Matches(hasher.GetHashAndReset());
    }

    public override string ToString() => IsEmpty ? "" : $"{Algorithm}:{Hex}";
}
