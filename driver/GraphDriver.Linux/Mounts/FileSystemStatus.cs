namespace GraphDriver.Linux.Mounts;

/// <summary>What statfs(2) says of a file system.</summary>
/// <param name="Magic">Which file system it is; values outside the list are passed on as they are.</param>
/// <param name="BlockSize">Bytes.</param>
/// <param name="Blocks">Its size in blocks.</param>
/// <param name="BlocksAvailable">Free for an unprivileged user, in blocks.</param>
/// <param name="Files">How many inodes it can have; 0 where there is no limit.</param>
/// <param name="FilesFree">How many of them are free.</param>
public readonly record struct FileSystemStatus(
    FileSystemMagic Magic, long BlockSize, long Blocks, long BlocksAvailable, long Files, long FilesFree);
