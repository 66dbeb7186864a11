namespace GraphDriver.Savings.Disk;

/// <summary>
/// What a removal would free, in bytes. It is exact to the block on ext4, Btrfs and tmpfs, where directories that stay keep their blocks; on XFS
/// a directory that stays may give back some more, and where the removal's own temporary file makes a full directory of records grow, that takes a block.
/// </summary>
/// <param name="Files">The files and directories that go: those whose every name goes.</param>
/// <param name="Records">By how much the files of records become smaller; below zero where they grow.</param>
/// <param name="KeptExtents">
/// What of <paramref name="Files"/> stays taken, or was counted more than once, since files share its blocks. Where something outside the store shares
/// blocks that two files here share as well, nobody can see it, and they are taken for free.
/// </param>
public readonly record struct Removal(long Files, long Records, long KeptExtents)
{
    /// <summary>By how much the <c>du</c> of the root falls.</summary>
    public long DiskUsage => Files + Records;

    /// <summary>By how much the free space of the file system grows, as far as data goes.</summary>
    public long Freed => DiskUsage - KeptExtents;
}
