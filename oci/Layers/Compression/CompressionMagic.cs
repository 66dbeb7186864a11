using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>The first bytes of the compression formats that a layer may have.</summary>
internal static class CompressionMagic
{
    /// <summary>As many bytes as <see cref="Detect"/> looks at.</summary>
    public const int Length = 10;

    private const uint ZstdFrame = 0xFD2FB528;
    private const uint ZstdSkippableFrame = 0x184D2A50;
    private const uint ZstdSkippableMask = 0xFFFFFFF0;

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B, 0x08];

    private static ReadOnlySpan<byte> Xz => [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];

    private static ReadOnlySpan<byte> Bzip2 => "BZh"u8;

    private static ReadOnlySpan<byte> Bzip2Block => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    private static ReadOnlySpan<byte> Bzip2End => [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

    public static LayerCompression Detect(ReadOnlySpan<byte> prefix)
    {
        if (prefix.StartsWith(Gzip))
        {
            return LayerCompression.Gzip;
        }

        if (prefix.StartsWith(Xz))
        {
            return LayerCompression.Xz;
        }

        if (IsZstd(prefix))
        {
            return LayerCompression.Zstd;
        }

        return IsBzip2(prefix) ? LayerCompression.Bzip2 : LayerCompression.None;
    }

    private static bool IsZstd(ReadOnlySpan<byte> prefix) =>
        BinaryPrimitives.TryReadUInt32LittleEndian(prefix, out uint magic)
        && (magic == ZstdFrame || (magic & ZstdSkippableMask) == ZstdSkippableFrame);

    // "BZh" alone may be the name of the first file of a plain tar.
    private static bool IsBzip2(ReadOnlySpan<byte> prefix) =>
        prefix.Length == Length && prefix.StartsWith(Bzip2) && prefix[3] is >= (byte)'1' and <= (byte)'9'
        && (prefix[4..].SequenceEqual(Bzip2Block) || prefix[4..].SequenceEqual(Bzip2End));
}
