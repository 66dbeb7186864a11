namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>Where an inode and its data lie.</summary>
/// <param name="Nid">The inode's number: its offset in slots.</param>
/// <param name="XattrSize">The bytes of its attributes.</param>
/// <param name="Tail">The bytes of data behind it.</param>
/// <param name="Blocks">The blocks of data elsewhere.</param>
/// <param name="IsCompact">Whether the record is the short one.</param>
internal readonly record struct InodePlan(uint Nid, int XattrSize, int Tail, int Blocks, bool IsCompact);
