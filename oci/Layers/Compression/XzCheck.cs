using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>The integrity check of an .xz block's content (section 2.1.1.2).</summary>
internal sealed class XzCheck : IDisposable
{
    private const int None = 0;
    private const int OfCrc32 = 1;
    private const int OfCrc64 = 4;
    private const int OfSha256 = 10;

    private readonly ReflectedCrc? _crc;
    private readonly IncrementalHash? _sha256;

    /// <param name="id">As it stands in the stream's flags.</param>
    public XzCheck(int id)
    {
        (Size, _crc, _sha256) = id switch
        {
            None => (0, null, null),
            OfCrc32 => (sizeof(uint), ReflectedCrc.Crc32(), null),
            OfCrc64 => (sizeof(ulong), ReflectedCrc.Crc64(), null),
            OfSha256 => (SHA256.HashSizeInBytes, (ReflectedCrc?)null, IncrementalHash.CreateHash(HashAlgorithmName.SHA256)),
            _ => throw new DecoderException($"is xz with a check of an unknown kind, {id}"),
        };
    }

    /// <summary>In bytes.</summary>
    public int Size { get; }

    public void Append(ReadOnlySpan<byte> content)
    {
        _crc?.Append(content);
        _sha256?.AppendData(content);
    }

    public bool Matches(ReadOnlySpan<byte> expected)
    {
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        if (_crc is not null)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(actual, _crc.Value);
        }

        _sha256?.GetHashAndReset(actual);
        return expected.SequenceEqual(actual[..Size]);
    }

    public void Dispose() => _sha256?.Dispose();
}
