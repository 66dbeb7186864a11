namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>A block of a tar stream, and what it is compressed to.</summary>
internal sealed class Block(int size, int maxCompressedSize)
{
    /// <summary>Room for a whole block.</summary>
    public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(size);

    /// <summary>How many bytes the block has: all but the last are full.</summary>
    public int Length { get; set; }

    public ReadOnlySpan<byte> Bytes => Input.AsSpan(0, Length);

    /// <summary>Room for what a block comes to at the most.</summary>
    public byte[] Output { get; } = GC.AllocateUninitializedArray<byte>(maxCompressedSize);

    public int CompressedLength { get; set; }

    public ReadOnlySpan<byte> CompressedBytes => Output.AsSpan(0, CompressedLength);
}
