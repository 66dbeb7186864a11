namespace GraphDriver.Linux.Mounts;

/// <summary>Numbers of file systems (linux/magic.h).</summary>
public enum FileSystemMagic : long
{
    Unknown = 0,
    Ext4 = 0xEF53,
    Nfs = 0x6969,
    Tmpfs = 0x01021994,
    Xfs = 0x58465342,
    Fuse = 0x65735546,
    Overlay = 0x794C7630,
    F2fs = 0xF2F52010,
    Btrfs = 0x9123683E,
    Erofs = 0xE0F5E1E2,
    Zfs = 0x2FC12FC1,
    Bcachefs = 0xCA451A4E,
}
