using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using GraphDriver.Oci.Layers.Compression;
using GraphDriver.Oci.Layers.Encoders.Deflate;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>
/// One gzip member (RFC 1952) whose deflate stream (RFC 1951) is made in blocks that do not refer to each other: each ends with an empty
/// stored block, which brings it to the end of a byte, and an empty last block ends the stream. The lower levels are our own, the others those of
/// zlib-ng (docs/adr/0017-deflate.md).
/// </summary>
internal sealed class GzipBlockCodec(int level) : IBlockCodec
{
    private const int EndLength = 10;
    private const int MaxOwnLevel = 2;

    private readonly ConcurrentBag<DeflateEncoder> _idle = [];
    private readonly ZLibCompressionOptions _options = new() { CompressionLevel = level };
    private readonly ReflectedCrc _crc = ReflectedCrc.Crc32();
    private uint _size;

    public int BlockSize => 1 << 20;

    // zlib-ng takes at most nine bits for a byte, and what surrounds its blocks is little.
    public int MaxCompressedSize => BlockSize + (BlockSize / 8) + 1024;

    // Method 8 (deflate), no flags, no time, nothing said of the level, unknown system.
    public ReadOnlySpan<byte> Start => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    public void Compress(Block block) => block.CompressedLength = level > MaxOwnLevel ? CompressSmall(block) : CompressFast(block);

    public void Pass(ReadOnlySpan<byte> block)
    {
        _crc.Append(block);
        _size += (uint)block.Length;
    }

    public byte[] GetEnd()
    {
        byte[] end = new byte[EndLength];
        end[0] = 0b011; // the last block, with the fixed codes, of which seven zero bits are the end
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(2), (uint)_crc.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(6), _size);
        return end;
    }

    public void Dispose()
    {
    }

    private int CompressFast(Block block)
    {
        DeflateEncoder encoder = _idle.TryTake(out DeflateEncoder? idle) ? idle : new DeflateEncoder();
        int length = encoder.Compress(block.Bytes, block.Output);
        _idle.Add(encoder);
        return length;
    }

    private int CompressSmall(Block block)
    {
        using var output = new MemoryStream(block.Output);
        using var deflate = new DeflateStream(output, _options, leaveOpen: true);
        deflate.Write(block.Bytes);
        deflate.Flush();
        return (int)output.Position;
    }
}
