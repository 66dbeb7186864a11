namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>One zstd frame (RFC 8878) a block.</summary>
internal sealed class ZstdBlockCodec(int level) : IBlockCodec
{
    private readonly ZstdCompressors _compressors = new(level);
    private bool _isEmpty = true;

    // Twice the window of the default level: what the first half of a block cannot refer to any more costs 1 to 2 % of the size.
    public int BlockSize => 4 << 20;

    public int MaxCompressedSize => ZstdCompressors.MaxCompressedSize(BlockSize);

    public ReadOnlySpan<byte> Start => [];

    public void Compress(Block block) => block.CompressedLength = _compressors.Compress(block.Bytes, block.Output);

    public void Pass(ReadOnlySpan<byte> block) => _isEmpty = false;

    public byte[] GetEnd() => _isEmpty ? _compressors.EmptyFrame() : [];

    public void Dispose() => _compressors.Dispose();
}
