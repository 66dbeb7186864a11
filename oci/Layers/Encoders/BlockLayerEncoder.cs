using System.Security.Cryptography;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Compresses a layer in blocks, whatever its tar says.</summary>
/// <param name="format">What it is compressed to.</param>
/// <param name="mediaType">What that is in a manifest.</param>
/// <param name="workers">How many blocks are compressed at once.</param>
/// <param name="open">Gives the codec of one layer.</param>
internal sealed class BlockLayerEncoder(LayerFormat format, string mediaType, int workers, Func<IBlockCodec> open) : LayerEncoder
{
    public override LayerFormat Format => format;

    public override EncodedLayer Encode(Stream tar, Stream blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tar);
        ArgumentNullException.ThrowIfNull(blob);
        using IBlockCodec codec = open();
        using var output = new BlobWriter(blob);
        using var diffId = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        output.Write(codec.Start);
        long tarSize = Compress(tar, codec, output, diffId, cancellationToken);
        output.Write(codec.GetEnd());
        return new EncodedLayer
        {
            Format = format,
            MediaType = mediaType,
            Digest = output.GetDigest(),
            Size = output.Position,
            DiffId = new DiffId(Digest.FromSha256(diffId.GetCurrentHash())),
            TarSize = tarSize,
        };
    }

    private long Compress(Stream tar, IBlockCodec codec, BlobWriter output, IncrementalHash diffId, CancellationToken cancellationToken)
    {
        var idle = new Stack<Block>();
        using var work = new OrderedWork<Block>(workers, cancellationToken)
        {
            SideBySide = codec.Compress,
            InSequence = block =>
            {
                diffId.AppendData(block.Bytes);
                codec.Pass(block.Bytes);
            },
            Finish = block =>
            {
                output.Write(block.CompressedBytes);
                idle.Push(block);
            },
        };
        long size = 0;
        for (Block block = Rent(); Read(tar, block, cancellationToken); block = Rent())
        {
            size += block.Length;
            work.Add(block);
        }

        work.Complete();
        return size;

        Block Rent() => idle.TryPop(out Block? block) ? block : new Block(codec.BlockSize, codec.MaxCompressedSize);
    }

    private static bool Read(Stream tar, Block block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        block.Length = tar.ReadAtLeast(block.Input, block.Input.Length, throwOnEndOfStream: false);
        return block.Length > 0;
    }
}
