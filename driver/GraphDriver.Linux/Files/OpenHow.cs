using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary><c>struct open_how</c> of linux/openat2.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}
