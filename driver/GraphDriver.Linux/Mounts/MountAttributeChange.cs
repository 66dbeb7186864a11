using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary><c>struct mount_attr</c> of linux/mount.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MountAttributeChange
{
    public ulong Set;
    public ulong Clear;
    public ulong Propagation;
    public ulong UserNamespace;
}
