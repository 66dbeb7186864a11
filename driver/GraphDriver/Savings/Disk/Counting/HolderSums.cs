namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Sizes by holder and part.</summary>
internal sealed class HolderSums
{
    private readonly List<DiskSize[]?> _sums = [];

    /// <summary>The bytes on the disk of all.</summary>
    public long OnDisk => _sums.Sum(sums => sums?.Sum(size => size.OnDisk) ?? 0);

    public void Add(int holder, DiskPart part, DiskSize size)
    {
        while (_sums.Count <= holder)
        {
            _sums.Add(null);
        }

        (_sums[holder] ??= new DiskSize[PartSizes.Parts.Length])[(int)part] += size;
    }

    /// <summary>The sizes of a holder by part; empty where it has nothing.</summary>
    public ReadOnlySpan<DiskSize> Of(int holder) => holder < _sums.Count ? _sums[holder] : [];

    /// <summary>The bytes on the disk of a holder.</summary>
    public long OnDiskOf(int holder)
    {
        var sum = 0L;
        foreach (var size in Of(holder))
        {
            sum += size.OnDisk;
        }

        return sum;
    }
}
