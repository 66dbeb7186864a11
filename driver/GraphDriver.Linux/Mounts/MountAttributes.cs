namespace GraphDriver.Linux.Mounts;

/// <summary>Attributes of one mount (linux/mount.h, <c>MOUNT_ATTR_*</c>).</summary>
[Flags]
public enum MountAttributes : ulong
{
    None = 0,
    ReadOnly = 0x1,
    NoSetId = 0x2,
    NoDevices = 0x4,
    NoExecute = 0x8,
    NoAccessTime = 0x10,
    StrictAccessTime = 0x20,
    NoDirectoryAccessTime = 0x80,
    IdMapped = 0x100000,
    NoSymlinkFollow = 0x200000,
}
