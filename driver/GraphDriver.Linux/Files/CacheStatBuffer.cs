using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary><c>struct cachestat</c> of linux/mman.h: numbers of pages.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStatBuffer
{
    public ulong Cached;
    public ulong Dirty;
    public ulong Writeback;
    public ulong Evicted;
    public ulong RecentlyEvicted;
}
