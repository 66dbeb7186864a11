namespace GraphDriver.Savings.Disk.Counting;

/// <summary>A file with several names, as far as its names were found. 32 bytes.</summary>
internal struct Inode
{
    public long OnDisk;
    public long Apparent;

    /// <summary>How many names it has.</summary>
    public uint Links;

    /// <summary>How many of them were found.</summary>
    public uint Found;

    /// <summary>Who has them, but for the pool.</summary>
    public int Set;

    /// <summary>What it is where a holder has it.</summary>
    public DiskPart Part;
}
