namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>One zstd frame (RFC 8878) a block.</summary>
internal sealed class ZstdBlockCodec(int level) : IBlockCodec
{
    private readonly ZstdCompressors _compressors = new(level);
    private bool _isEmpty = true;

    // At the default level a Debian image takes 2 % more in half the size, and 1 % less in twice.
    public int BlockSize => 4 << 20;

    public int MaxCompressedSize => ZstdCompressors.MaxCompressedSize(BlockSize);

    public ReadOnlySpan<byte> Start => [];

    public void Compress(Block block) => block.CompressedLength = _compressors.Compress(block.Bytes, block.Output);

    public void Pass(ReadOnlySpan<byte> block) => _isEmpty = false;

    public byte[] GetEnd() => _isEmpty ? _compressors.EmptyFrame() : [];

    public void Dispose() => _compressors.Dispose();
}
