namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Files that have the same holders and are the same part, summed up.</summary>
/// <param name="Set">Who has them, but for the pool.</param>
/// <param name="AllFound">Whether all their names are in the store, so that they go when their holders do.</param>
/// <param name="Part">What they are.</param>
internal readonly record struct FileHolders(int Set, bool AllFound, DiskPart Part)
{
    /// <summary>The sums of all files with several names.</summary>
    public static Dictionary<FileHolders, DiskSize> SumOf(IEnumerable<Inode> inodes)
    {
        var sums = new Dictionary<FileHolders, DiskSize>();
        foreach (var inode in inodes)
        {
            var key = new FileHolders(inode.Set, inode.Found >= inode.Links, inode.Part);
            sums[key] = sums.GetValueOrDefault(key) + new DiskSize(inode.OnDisk, inode.Apparent, 1);
        }

        return sums;
    }
}
