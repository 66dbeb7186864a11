using GraphDriver.Oci.Layers.Compression;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// CRC-64 with the polynomial of ISO 3309, bit-reflected, as Go's hash/crc64 has it: tar-split keeps it of every file's content.
/// </summary>
public static class Crc64
{
    /// <summary>The checksum of what <paramref name="crc"/> is the checksum of, followed by <paramref name="bytes"/>. That of nothing is 0.</summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> bytes) => ~CrcPolynomial.Iso.Append(~crc, bytes);
}
