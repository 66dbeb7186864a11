using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>
/// The sizes of a stream's blocks, as they were found or as its index says. A digest of them is kept, which needs no
/// more memory for a million of blocks than for one.
/// </summary>
internal sealed class XzRecords : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public ulong Count { get; private set; }

    public void Add(ulong unpaddedSize, ulong uncompressedSize)
    {
        Span<byte> record = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, unpaddedSize);
        BinaryPrimitives.WriteUInt64LittleEndian(record[sizeof(ulong)..], uncompressedSize);
        _hash.AppendData(record);
        Count++;
    }

    public bool SameAs(XzRecords other) =>
        Count == other.Count && _hash.GetCurrentHash().AsSpan().SequenceEqual(other._hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
