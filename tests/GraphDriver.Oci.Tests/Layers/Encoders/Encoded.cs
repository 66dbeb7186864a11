using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Layers.Encoders;

/// <summary>A layer that was encoded, and what holds for each.</summary>
internal sealed record Encoded(EncodedLayer Layer, byte[] Blob)
{
    /// <summary>Encodes a tar, and checks what is said of it.</summary>
    public static Encoded From(byte[] tar, LayerFormat format, int workers = 2, int piece = int.MaxValue, int? level = null)
    {
        var blob = new MemoryStream();
        var encoder = LayerEncoder.Create(format, new LayerEncoderOptions { Workers = workers, Level = level });
        Assert.Equal(format, encoder.Format);
        EncodedLayer layer = encoder.Encode(new TrickleStream(tar, piece), blob);
        var encoded = new Encoded(layer, blob.ToArray());
        Assert.Equal(Digest.Sha256Of(encoded.Blob), layer.Digest);
        Assert.Equal(encoded.Blob.Length, layer.Size);
        Assert.Equal(new DiffId(Digest.Sha256Of(tar)), layer.DiffId);
        Assert.Equal(tar.Length, layer.TarSize);
        Assert.Equal(layer.Digest, layer.ToDescriptor().Digest);
        return encoded;
    }

    /// <summary>What our own decoder makes of it.</summary>
    public byte[] Decode()
    {
        using Stream tar = LayerDecompressor.Open(new MemoryStream(Blob), out _);
        var bytes = new MemoryStream();
        tar.CopyTo(bytes);
        return bytes.ToArray();
    }
}
