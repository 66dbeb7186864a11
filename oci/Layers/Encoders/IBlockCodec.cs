namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Compresses one stream in blocks of a fixed size, each by itself. Only <see cref="Compress"/> is called by several threads at once.</summary>
internal interface IBlockCodec : IDisposable
{
    int BlockSize { get; }

    /// <summary>What a block is compressed to at the most.</summary>
    int MaxCompressedSize { get; }

    /// <summary>What comes before the blocks.</summary>
    ReadOnlySpan<byte> Start { get; }

    void Compress(Block block);

    /// <summary>Sees the blocks in their order.</summary>
    void Pass(ReadOnlySpan<byte> block);

    /// <summary>What comes after the blocks, when all of them have passed.</summary>
    byte[] GetEnd();
}
