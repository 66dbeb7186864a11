namespace GraphDriver.Oci.Layers;

/// <summary>How a <see cref="LayerEncoder"/> compresses.</summary>
public sealed record LayerEncoderOptions
{
    private const int MaxDefaultWorkers = 16;

    /// <summary>The defaults.</summary>
    public static LayerEncoderOptions Default { get; } = new();

    /// <summary>
    /// 1 to 9 for gzip, 2 by default, which is the same as 1; -7 to 20 for zstd and zstd:chunked, 3 by default. The bytes written depend on it.
    /// </summary>
    public int? Level { get; init; }

    /// <summary>
    /// How many threads compress, each of which takes some megabytes of memory; the bytes written do not depend on it. By default as many
    /// as there are processors, at most 16.
    /// </summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, MaxDefaultWorkers);
}
