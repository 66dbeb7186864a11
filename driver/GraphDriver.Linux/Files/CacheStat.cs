using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>cachestat(2), Linux 6.5 on; include/uapi/linux/mman.h and mm/filemap.c of the kernel describe it.</summary>
internal static partial class CacheStat
{
    private const nint SYS_cachestat = 451;

    /// <summary>Counts the pages of a part of a file that the page cache holds, holes included that were read.</summary>
    /// <param name="file">The file, open for reading; whoever does not own it has to be allowed to write to it.</param>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="length">How long it is, in bytes; more than 0, which the kernel takes for all to the end.</param>
    /// <param name="pages">The pages, those in part inside counted whole.</param>
    public static Errno TryCount(SafeFileHandle file, long offset, long length, out long pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var range = new CacheStatRange { Offset = (ulong)offset, Length = (ulong)length };
        CacheStatBuffer buffer = default;
        nint result;
        do
        {
            result = syscall(SYS_cachestat, file, in range, ref buffer, 0);
        }
        while (result < 0 && LastError.WasInterruption);
        pages = result < 0 ? 0 : (long)buffer.Cached;
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle fd, in CacheStatRange range, ref CacheStatBuffer buffer, uint flags);
}
