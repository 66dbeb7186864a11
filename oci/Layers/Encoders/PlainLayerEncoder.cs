using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Takes the tar as it is.</summary>
internal sealed class PlainLayerEncoder : LayerEncoder
{
    private const int BufferSize = 1 << 20;

    public override LayerFormat Format => LayerFormat.Plain;

    public override EncodedLayer Encode(Stream tar, Stream blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tar);
        ArgumentNullException.ThrowIfNull(blob);
        using var output = new BlobWriter(blob);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        for (int count = tar.Read(buffer); count > 0; count = tar.Read(buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(buffer.AsSpan(0, count));
        }

        Digest digest = output.GetDigest();
        return new EncodedLayer
        {
            Format = LayerFormat.Plain,
            MediaType = MediaType.OciLayer,
            Digest = digest,
            Size = output.Position,
            DiffId = new DiffId(digest),
            TarSize = output.Position,
        };
    }
}
