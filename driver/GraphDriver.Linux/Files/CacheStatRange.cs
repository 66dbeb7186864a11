using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary><c>struct cachestat_range</c> of linux/mman.h: a part of a file, in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStatRange
{
    public ulong Offset;

    /// <summary>0 stands for all to the end of the file.</summary>
    public ulong Length;
}
