using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Where content is in a layer that another tool made: in which layer, in which file, from which byte on, and how many. 56 bytes on the disk,
/// numbers little endian.
/// </summary>
/// <param name="Layer">The layer's id.</param>
/// <param name="NamePosition">
/// Where the file's name stands in the layer's <c>chunked-manifest-cache</c>, in bytes; <see cref="NamedByDigest"/> for an object,
/// which has the name of its digest.
/// </param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct LayerLocation(Vector256<byte> Layer, long NamePosition, long Offset, long Length)
{
    /// <summary>The length of the form on the disk.</summary>
    public const int Size = RunFormat.DigestLength + 3 * sizeof(long);

    /// <summary>The <see cref="NamePosition"/> of an object.</summary>
    public const long NamedByDigest = -1;

    public static LayerLocation Parse(ReadOnlySpan<byte> bytes) => new(
        Vector256.Create(bytes[..RunFormat.DigestLength]), Number(bytes, 0), Number(bytes, 1), Number(bytes, 2));

    public void WriteTo(Span<byte> bytes)
    {
        Layer.CopyTo(bytes);
        ReadOnlySpan<long> numbers = [NamePosition, Offset, Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(RunFormat.DigestLength + i * sizeof(long))..], numbers[i]);
        }
    }

    private static long Number(ReadOnlySpan<byte> bytes, int index) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[(RunFormat.DigestLength + index * sizeof(long))..]);
}
