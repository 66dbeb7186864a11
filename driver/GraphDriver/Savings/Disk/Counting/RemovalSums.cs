namespace GraphDriver.Savings.Disk.Counting;

/// <summary>What goes with each group of holders: all that they alone have.</summary>
internal sealed class RemovalSums
{
    private readonly Dictionary<int, long> _files = [];
    private readonly ExtentSweep? _sweep;

    /// <param name="inodes">What was counted.</param>
    /// <param name="files">Its files with several names, summed up.</param>
    /// <param name="extents">The extents that files share; null where they do not matter.</param>
    /// <param name="groups">The group of each holder, or <see cref="HolderSets.Mixed"/>.</param>
    public RemovalSums(InodeCounter inodes, IReadOnlyDictionary<FileHolders, DiskSize> files, SharedExtents? extents, ReadOnlySpan<int> groups)
    {
        var groupOfHolder = groups.ToArray();
        var groupOfSet = inodes.Sets.Fold(groups);
        for (var holder = 0; holder < groups.Length; holder++)
        {
            Add(groups[holder], inodes.Sums.OnDiskOf(holder));
        }

        foreach (var (key, size) in files)
        {
            Add(key.AllFound ? groupOfSet[key.Set] : HolderSets.Mixed, size.OnDisk);
        }

        if (extents?.All.Count > 0)
        {
            _sweep = ExtentSweep.Over(extents.All, extent => extent.Holder != SharedExtents.ByInode ? groupOfHolder[extent.Holder] : GroupOf(inodes.Inodes[extent.Inode]));
        }

        int GroupOf(in Inode inode) => inode.Found >= inode.Links ? groupOfSet[inode.Set] : HolderSets.Mixed;
    }

    /// <summary>The bytes in extents that files share.</summary>
    public long SharedBytes => _sweep?.Bytes ?? 0;

    /// <summary>Those that are counted more than once.</summary>
    public long CountedAgain => _sweep?.CountedAgain ?? 0;

    /// <summary>What the removal of a group frees.</summary>
    /// <param name="group">The group.</param>
    /// <param name="records">By how much the records become smaller.</param>
    public Removal Of(int group, long records) => new(_files.GetValueOrDefault(group), records, _sweep?.KeptOf(group) ?? 0);

    private void Add(int group, long bytes)
    {
        if (group >= 0)
        {
            _files[group] = _files.GetValueOrDefault(group) + bytes;
        }
    }
}
