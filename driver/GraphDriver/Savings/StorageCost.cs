namespace GraphDriver.Savings;

/// <summary>What images take on the disk, in bytes.</summary>
/// <param name="Contents">The contents of their files.</param>
/// <param name="Metadata">What every form of the store has beside them: tar-split files, documents, records, short names, directories of plain layers and of images.</param>
/// <param name="Sharing">
/// What there is because contents are shared: blobs, directories of composefs layers and of the pool, the index, tables of contents, and objects that wait
/// in the pool for <c>gc</c>.
/// </param>
public readonly record struct StorageCost(long Contents, long Metadata, long Sharing)
{
    public long Total => Contents + Metadata + Sharing;
}
