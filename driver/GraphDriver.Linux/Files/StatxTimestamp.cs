using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary><c>struct statx_timestamp</c> of linux/stat.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatxTimestamp
{
    public long Seconds;
    public uint Nanoseconds;
    public int Reserved;
}
