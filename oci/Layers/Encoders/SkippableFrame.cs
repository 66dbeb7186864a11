using System.Buffers.Binary;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>A frame that decoders of zstd pass over (RFC 8878, section 3.1.2).</summary>
internal static class SkippableFrame
{
    private const uint Magic = 0x184D2A50;

    /// <summary>Writes a frame that holds <paramref name="content"/>, and returns where the content begins.</summary>
    public static long Write(BlobWriter output, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[sizeof(uint)..], content.Length);
        output.Write(header);
        long offset = output.Position;
        output.Write(content);
        return offset;
    }
}
