namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Blocks that a file shares with others.</summary>
/// <param name="Start">Where they are on the disk, in bytes.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Inode">The number of the file, if it has several names; else 0.</param>
/// <param name="Holder">Who has the file, if it has one name; else <see cref="SharedExtents.ByInode"/>.</param>
internal readonly record struct SharedExtent(ulong Start, ulong Length, ulong Inode, int Holder);
