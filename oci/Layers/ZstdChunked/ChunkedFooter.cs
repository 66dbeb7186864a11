using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// The end of a zstd:chunked blob, a skippable frame that says where the other two are
/// (https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/internal/minimal/compression.go, <c>footerDataToBlob</c>). It has no
/// digest, so that only <see cref="ChunkedAnnotations"/> prove anything; it tells what a blob without them is.
/// </summary>
public readonly record struct ChunkedFooter(CompressedSection Toc, CompressedSection TarSplit)
{
    /// <summary>The footer's size in bytes, the header of its frame included.</summary>
    public const int Size = FrameHeaderSize + 8 * sizeof(ulong);

    private const int FrameHeaderSize = 8;
    private const uint FrameMagic = 0x184D2A50;
    private const ulong TocType = 1;

    private static ReadOnlySpan<byte> Magic => "GNUlInUx"u8;

    /// <summary>Reads the last <see cref="Size"/> bytes of a blob; false where they are no such footer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> end, out ChunkedFooter footer)
    {
        footer = default;
        if (end.Length != Size || !end.EndsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(end) != FrameMagic
            || BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != Size - FrameHeaderSize
            || BinaryPrimitives.ReadUInt64LittleEndian(end[(FrameHeaderSize + 24)..]) != TocType)
        {
            return false;
        }

        footer = new ChunkedFooter(ReadSection(end[FrameHeaderSize..]), ReadSection(end[(FrameHeaderSize + 32)..]));
        return true;
    }

    /// <summary>Writes the footer into the first <see cref="Size"/> bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, FrameMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Size - FrameHeaderSize);
        WriteSection(Toc, destination[FrameHeaderSize..]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[(FrameHeaderSize + 24)..], TocType);
        WriteSection(TarSplit, destination[(FrameHeaderSize + 32)..]);
        Magic.CopyTo(destination[(FrameHeaderSize + 56)..]);
    }

    // Numbers that no blob can have come out negative, and nothing equals them.
    private static CompressedSection ReadSection(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));

    private static void WriteSection(CompressedSection section, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, section.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], section.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], section.UncompressedLength);
    }
}
