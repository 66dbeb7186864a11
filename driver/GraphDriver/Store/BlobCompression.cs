namespace GraphDriver.Store;

/// <summary>How the blob of a layer was compressed; the values are those that layers.json holds.</summary>
public enum BlobCompression
{
    None = 0,
    Bzip2 = 1,
    Gzip = 2,
    Xz = 3,
    Zstd = 4,
}
