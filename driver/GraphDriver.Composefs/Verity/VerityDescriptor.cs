using System.Buffers.Binary;
using System.Numerics;

namespace GraphDriver.Composefs.Verity;

/// <summary>
/// <c>struct fsverity_descriptor</c>, whose hash is the fs-verity digest
/// (https://docs.kernel.org/filesystems/fsverity.html#fs-verity-descriptor).
/// </summary>
internal static class VerityDescriptor
{
    public const int Size = 256;

    private const byte Version = 1;
    private const int AlgorithmOffset = 1;
    private const int LogBlockSizeOffset = 2;
    private const int SaltSizeOffset = 3;
    private const int DataSizeOffset = 8;
    private const int RootHashOffset = 16;
    private const int SaltOffset = 80;

    /// <summary>Writes a descriptor; the root hash is all zeros for an empty file, which has no tree.</summary>
    public static void Write(Span<byte> descriptor, VerityParameters parameters, long dataSize, ReadOnlySpan<byte> rootHash)
    {
        descriptor[..Size].Clear();
        descriptor[0] = Version;
        descriptor[AlgorithmOffset] = (byte)parameters.Algorithm;
        descriptor[LogBlockSizeOffset] = (byte)BitOperations.Log2((uint)parameters.BlockSize);
        descriptor[SaltSizeOffset] = (byte)parameters.Salt.Length;
        BinaryPrimitives.WriteInt64LittleEndian(descriptor[DataSizeOffset..], dataSize);
        rootHash.CopyTo(descriptor[RootHashOffset..]);
        parameters.Salt.CopyTo(descriptor[SaltOffset..]);
    }

    /// <exception cref="InvalidDataException">The bytes are no descriptor of a version that is known here.</exception>
    public static VerityParameters Parse(ReadOnlySpan<byte> descriptor)
    {
        if (descriptor.Length < Size || descriptor[0] != Version || descriptor[SaltSizeOffset] > VerityParameters.MaxSaltSize)
        {
            throw new InvalidDataException($"{descriptor.Length} bytes that are no fs-verity descriptor");
        }

        try
        {
            return new VerityParameters(
                (VerityAlgorithm)descriptor[AlgorithmOffset],
                1 << Math.Min((int)descriptor[LogBlockSizeOffset], 30),
                descriptor.Slice(SaltOffset, descriptor[SaltSizeOffset]));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"an fs-verity descriptor: {error.Message}", error);
        }
    }
}
