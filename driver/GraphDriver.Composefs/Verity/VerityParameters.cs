using System.Security.Cryptography;

namespace GraphDriver.Composefs.Verity;

/// <summary>What, besides the content, an fs-verity digest depends on. The default is what composefs uses: SHA-256, 4 KiB, no salt.</summary>
public sealed class VerityParameters
{
    /// <summary>The longest salt, in bytes (<c>FS_VERITY_MAX_SALT_SIZE</c>).</summary>
    public const int MaxSaltSize = 32;

    private readonly byte[] _salt;

    /// <param name="algorithm">The hash.</param>
    /// <param name="blockSize">The bytes of content or of hashes that make one hash: a power of two from 1,024 to 65,536.</param>
    /// <param name="salt">Up to 32 bytes that go before each block.</param>
    /// <exception cref="ArgumentException">A value that the kernel does not take either.</exception>
    public VerityParameters(VerityAlgorithm algorithm = VerityAlgorithm.Sha256, int blockSize = 4096, ReadOnlySpan<byte> salt = default)
    {
        if (algorithm is not (VerityAlgorithm.Sha256 or VerityAlgorithm.Sha512))
        {
            throw new ArgumentException($"fs-verity algorithm {(int)algorithm} is neither SHA-256 (1) nor SHA-512 (2)", nameof(algorithm));
        }

        if (blockSize is < 1024 or > 65536 || !int.IsPow2(blockSize))
        {
            throw new ArgumentException($"fs-verity block size {blockSize} is no power of two from 1024 to 65536", nameof(blockSize));
        }

        if (salt.Length > MaxSaltSize)
        {
            throw new ArgumentException($"an fs-verity salt has at most {MaxSaltSize} bytes, not {salt.Length}", nameof(salt));
        }

        Algorithm = algorithm;
        BlockSize = blockSize;
        _salt = salt.ToArray();
    }

    /// <summary>
    /// Reads them from <c>struct fsverity_descriptor</c>, as the kernel gives it of a sealed file
    /// (https://docs.kernel.org/filesystems/fsverity.html#fs-verity-descriptor).
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are no descriptor.</exception>
    public static VerityParameters FromDescriptor(ReadOnlySpan<byte> descriptor) => VerityDescriptor.Parse(descriptor);

    public static VerityParameters Default { get; } = new();

    public VerityAlgorithm Algorithm { get; }

    public int BlockSize { get; }

    public ReadOnlySpan<byte> Salt => _salt;

    internal int DigestSize => Algorithm == VerityAlgorithm.Sha512 ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes;

    internal HashAlgorithmName HashName => Algorithm == VerityAlgorithm.Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>The salt as it precedes each block: filled up with zeros to the hash's own block, so that its state can be kept.</summary>
    internal byte[] PaddedSalt()
    {
        var padded = new byte[_salt.Length == 0 ? 0 : Algorithm == VerityAlgorithm.Sha512 ? 128 : 64];
        _salt.CopyTo(padded, 0);
        return padded;
    }
}
