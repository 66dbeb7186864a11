using GraphDriver.Oci.Layers.Compression;

namespace GraphDriver.Oci.Layers;

/// <summary>
/// Opens the tar stream of a layer blob. The compression is found by the blob's first bytes: the media type of a
/// descriptor is often wrong, and containers/image goes by the content too.
/// </summary>
public static class LayerDecompressor
{
    /// <summary>
    /// The uncompressed bytes of <paramref name="blob"/>, read synchronously. A read fills the caller's span unless the
    /// stream ends. Reading throws <see cref="InvalidDataException"/> where the blob is corrupt, truncated, or followed
    /// by bytes that do not belong to it; what reading <paramref name="blob"/> throws passes unchanged.
    /// </summary>
    /// <param name="blob">The blob from its first byte on. The stream returned owns it.</param>
    /// <param name="compression">What the first bytes say.</param>
    public static Stream Open(Stream blob, out LayerCompression compression) => Open(blob, "layer blob", out compression);

    /// <summary>As above; <paramref name="subject"/> is what the errors speak of.</summary>
    internal static Stream Open(Stream blob, string subject, out LayerCompression compression)
    {
        ArgumentNullException.ThrowIfNull(blob);
        Span<byte> prefix = stackalloc byte[CompressionMagic.Length];
        prefix = prefix[..blob.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false)];
        compression = CompressionMagic.Detect(prefix);
        var source = new BlobSource(blob, prefix);
        return compression switch
        {
            LayerCompression.Gzip => new DecodedStream(new GzipDecoder(source), source, subject, "gzip"),
            LayerCompression.Zstd => new DecodedStream(ZstdDecoder.Open(source), source, subject, "zstd"),
            LayerCompression.Bzip2 => new DecodedStream(new Bzip2Decoder(source), source, subject, "bzip2"),
            LayerCompression.Xz => new DecodedStream(new XzDecoder(source), source, subject, "xz"),
            _ => source,
        };
    }
}
