using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace GraphDriver.Objects.Index;

/// <summary>Where a chunk's bytes are: in which object, from which byte on, and how many. 48 bytes on the disk, numbers little endian.</summary>
/// <param name="Object">The SHA-256 of the object's content.</param>
/// <param name="Offset">Bytes from the start of the object.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ChunkLocation(Vector256<byte> Object, long Offset, long Length)
{
    /// <summary>The length of the form on the disk.</summary>
    public const int Size = RunFormat.DigestLength + 2 * sizeof(long);

    public static ChunkLocation Parse(ReadOnlySpan<byte> bytes) => new(
        Vector256.Create(bytes[..RunFormat.DigestLength]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[RunFormat.DigestLength..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[(RunFormat.DigestLength + sizeof(long))..]));

    public void WriteTo(Span<byte> bytes)
    {
        Object.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[RunFormat.DigestLength..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(RunFormat.DigestLength + sizeof(long))..], Length);
    }
}
