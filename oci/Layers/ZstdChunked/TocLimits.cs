namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>What a table of contents or tar-split may cost. One that goes beyond is refused before it is fetched, where its length is declared.</summary>
public sealed record TocLimits
{
    public static TocLimits Default { get; } = new();

    /// <summary>The most bytes of a compressed table of contents, and of a compressed tar-split. Default 128 MiB.</summary>
    public long MaxCompressedSize { get; init; } = 128L << 20;

    /// <summary>The most bytes of JSON. Default 512 MiB, which podman, at 150, does not read.</summary>
    public long MaxTocSize { get; init; } = 512L << 20;

    /// <summary>The most bytes of a tar-split, uncompressed. Default 1 GiB: it is never held in memory.</summary>
    public long MaxTarSplitSize { get; init; } = 1L << 30;

    /// <summary>The most files. Default 2 million.</summary>
    public int MaxFiles { get; init; } = 2_000_000;

    /// <summary>The most chunks of files that are cut into several. Default 4 million.</summary>
    public int MaxChunks { get; init; } = 4_000_000;

    /// <summary>The most bytes of a name or the target of a link. Default 4096, <c>PATH_MAX</c>.</summary>
    public int MaxNameLength { get; init; } = 4096;

    /// <summary>The most bytes of one entry's JSON, its attributes included. Default 1 MiB.</summary>
    public int MaxEntrySize { get; init; } = 1 << 20;

    /// <summary>The most bytes of memory that what was read may hold, roughly counted. Default 512 MiB.</summary>
    public long MaxMemory { get; init; } = 512L << 20;
}
