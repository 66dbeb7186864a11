using GraphDriver.Oci.Layers.Encoders;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers;

/// <summary>
/// Writes a layer blob from a tar stream of any length, in one pass, on all cores and in bounded memory. The same tar gives
/// the same bytes, whatever the number of threads: a layer that is pushed twice is one blob.
/// </summary>
/// <remarks>An encoder has no state: it may be used again, and by several threads at once.</remarks>
public abstract class LayerEncoder
{
    // Level 3 writes as little as podman does. Level 2 writes 5 % more, in half the time of level 3.
    private const int DefaultGzipLevel = 2;

    // The level of podman's plain zstd. Its zstd:chunked, at the highest, is 5 % smaller and takes eight times as long.
    private const int DefaultZstdLevel = 3;

    /// <summary>What it was asked for.</summary>
    public abstract LayerFormat Format { get; }

    /// <summary>The encoder of a format.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format has no such level, or no thread is to compress.</exception>
    public static LayerEncoder Create(LayerFormat format, LayerEncoderOptions? options = null)
    {
        options ??= LayerEncoderOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1, nameof(options));
        int gzipLevel = options.Level ?? DefaultGzipLevel;
        int zstdLevel = options.Level ?? DefaultZstdLevel;
        switch (format)
        {
            case LayerFormat.Plain:
                return new PlainLayerEncoder();
            case LayerFormat.Gzip:
                CheckLevel(gzipLevel, 1, 9);
                return new BlockLayerEncoder(format, MediaType.OciLayerGzip, options.Workers, () => new GzipBlockCodec(gzipLevel));
            case LayerFormat.Zstd:
                CheckLevel(zstdLevel, -7, 20);
                return new BlockLayerEncoder(format, MediaType.OciLayerZstd, options.Workers, () => new ZstdBlockCodec(zstdLevel));
            case LayerFormat.ZstdChunked:
                CheckLevel(zstdLevel, -7, 20);
                return new ChunkedLayerEncoder(zstdLevel, options.Workers);
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "no format of a layer");
        }
    }

    /// <summary>Encodes <paramref name="tar"/> to its end, synchronously.</summary>
    /// <param name="tar">The uncompressed tar; stays open.</param>
    /// <param name="blob">Gets the blob, in order, from one thread at a time; stays open. What was written is of no use if this throws.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidDataException">zstd:chunked was asked for and the stream is no tar. The other formats do not look into it.</exception>
    public abstract EncodedLayer Encode(Stream tar, Stream blob, CancellationToken cancellationToken = default);

    private static void CheckLevel(int level, int lowest, int highest)
    {
        if (level < lowest || level > highest)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"the levels of compression are {lowest} to {highest}");
        }
    }
}
