namespace GraphDriver.Oci.Layers;

/// <summary>
/// Writes a layer blob from a tar stream of any length, in one pass, on all cores and in bounded memory. The same tar gives
/// the same bytes, whatever the number of threads: a layer that is pushed twice is one blob.
/// </summary>
/// <remarks>An encoder has no state: it may be used again, and by several threads at once.</remarks>
public abstract class LayerEncoder
{
    /// <summary>What it was asked for.</summary>
    public abstract LayerFormat Format { get; }

    /// <summary>The encoder of a format.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format has no such level, or no thread is to compress.</exception>
    public static LayerEncoder Create(LayerFormat format, LayerEncoderOptions? options = null) => throw new NotImplementedException();

    /// <summary>Encodes <paramref name="tar"/> to its end, synchronously.</summary>
    /// <param name="tar">The uncompressed tar; stays open.</param>
    /// <param name="blob">Gets the blob, in order, from one thread at a time; stays open. What was written is of no use if this throws.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidDataException">zstd:chunked was asked for and the stream is no tar. The other formats do not look into it.</exception>
    public abstract EncodedLayer Encode(Stream tar, Stream blob, CancellationToken cancellationToken = default);
}
