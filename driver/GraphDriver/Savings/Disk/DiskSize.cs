namespace GraphDriver.Savings.Disk;

/// <summary>What some files take.</summary>
/// <param name="OnDisk">Bytes of disk, as <c>st_blocks</c> has them: holes take none, what shares its blocks takes them all.</param>
/// <param name="Apparent">The lengths of regular files and symbolic links, in bytes; directories have none.</param>
/// <param name="Inodes">How many files, a file with several names counted once.</param>
public readonly record struct DiskSize(long OnDisk, long Apparent, long Inodes)
{
    /// <summary>The size of both.</summary>
    public static DiskSize operator +(DiskSize left, DiskSize right) =>
        new(left.OnDisk + right.OnDisk, left.Apparent + right.Apparent, left.Inodes + right.Inodes);

    /// <inheritdoc cref="op_Addition"/>
    public static DiskSize Add(DiskSize left, DiskSize right) => left + right;
}
