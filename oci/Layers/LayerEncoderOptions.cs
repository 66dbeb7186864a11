namespace GraphDriver.Oci.Layers;

/// <summary>How a <see cref="LayerEncoder"/> compresses.</summary>
public sealed record LayerEncoderOptions
{
    /// <summary>The defaults.</summary>
    public static LayerEncoderOptions Default { get; } = new();

    /// <summary>
    /// 1 to 9 for gzip, -7 to 20 for zstd and zstd:chunked; null is the format's default. The bytes written depend on it.
    /// </summary>
    public int? Level { get; init; }

    /// <summary>How many threads compress; the bytes written do not depend on it. All processors by default.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
