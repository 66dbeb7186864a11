namespace GraphDriver.Linux.Files;

/// <summary>What statx(2) says of a file.</summary>
public readonly struct FileStatus
{
    private const uint TypeMask = 0xF000;
    private const long BlockUnit = 512;

    internal FileStatus(in StatxBuffer buffer)
    {
        Mode = buffer.Mode;
        Nlink = buffer.Nlink;
        Uid = buffer.Uid;
        Gid = buffer.Gid;
        Size = (long)buffer.Size;
        Blocks = (long)buffer.Blocks;
        BlockSize = buffer.BlockSize;
        MtimeSeconds = buffer.Mtime.Seconds;
        MtimeNanoseconds = buffer.Mtime.Nanoseconds;
        CtimeSeconds = buffer.Ctime.Seconds;
        CtimeNanoseconds = buffer.Ctime.Nanoseconds;
        Ino = buffer.Ino;
        Dev = new DeviceNumber(buffer.DevMajor, buffer.DevMinor);
        Rdev = new DeviceNumber(buffer.RdevMajor, buffer.RdevMinor);
        MountId = buffer.MountId;
        Attributes = (StatAttributes)(buffer.Attributes & buffer.AttributesMask);
    }

    /// <summary>Type and permission bits, as <c>st_mode</c>.</summary>
    public uint Mode { get; }

    /// <summary>The type bits of <see cref="Mode"/>.</summary>
    public FileType Type => (FileType)(Mode & TypeMask);

    /// <summary>The permission bits of <see cref="Mode"/> with set-id and sticky bits (07777).</summary>
    public uint Permissions => Mode & ~TypeMask;

    public bool IsDirectory => Type == FileType.Directory;

    public bool IsRegularFile => Type == FileType.Regular;

    public uint Nlink { get; }

    public uint Uid { get; }

    public uint Gid { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Space taken, in units of 512 bytes.</summary>
    public long Blocks { get; }

    /// <summary>Space taken, in bytes.</summary>
    public long SizeOnDisk => Blocks * BlockUnit;

    /// <summary>The block size that suits this file, in bytes.</summary>
    public uint BlockSize { get; }

    /// <summary>Last change of the content, seconds since 1970; negative before.</summary>
    public long MtimeSeconds { get; }

    /// <summary>0 to 999,999,999, always counted forwards.</summary>
    public uint MtimeNanoseconds { get; }

    /// <summary>Last change of the inode, seconds since 1970.</summary>
    public long CtimeSeconds { get; }

    public uint CtimeNanoseconds { get; }

    public ulong Ino { get; }

    /// <summary>The device of the file system that holds the file.</summary>
    public DeviceNumber Dev { get; }

    /// <summary>The device that the file stands for, if it is one.</summary>
    public DeviceNumber Rdev { get; }

    /// <summary>The mount that the file was reached through (5.8 on, else 0).</summary>
    public ulong MountId { get; }

    public StatAttributes Attributes { get; }

    /// <summary>Same inode of the same file system.</summary>
    public bool IsSameFile(in FileStatus other) => Ino == other.Ino && Dev == other.Dev;
}
