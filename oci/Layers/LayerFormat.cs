namespace GraphDriver.Oci.Layers;

/// <summary>What a layer is written as.</summary>
public enum LayerFormat
{
    /// <summary>The tar stream itself.</summary>
    Plain,

    /// <summary>RFC 1952, one member.</summary>
    Gzip,

    /// <summary>RFC 8878, one frame for each few megabytes.</summary>
    Zstd,

    /// <summary>
    /// zstd with one or more frames a file, a table of contents and a tar-split, so that files and parts of files can be fetched alone
    /// (https://github.com/containers/storage/blob/v1.57.2/docs/containers-storage-zstd-chunked.md).
    /// </summary>
    ZstdChunked,
}
