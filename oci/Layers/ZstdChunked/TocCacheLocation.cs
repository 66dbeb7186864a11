namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Where a tag of a look-aside cache points to.</summary>
/// <param name="Id">Tells locations of one cache apart; the two tags of a file have the same.</param>
/// <param name="NamePosition">Where the file's name and its length stand in the cache, in bytes from its start.</param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes; 0 where the cache does not say.</param>
public readonly record struct TocCacheLocation(int Id, long NamePosition, long Offset, long Length);
