using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>The ioctl FS_IOC_FIEMAP, https://docs.kernel.org/filesystems/fiemap.html.</summary>
public static partial class FieMap
{
    private const nuint FS_IOC_FIEMAP = 0xC020660B;
    private const uint FIEMAP_FLAG_SYNC = 1;
    private const int MostExtents = 64;

    /// <summary>Whether two files lie in the same blocks, as far as their first 64 extents tell; false where the file system does not say.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool IsSame(SafeFileHandle first, SafeFileHandle second) =>
        TryRead(first, out var one) && TryRead(second, out var two)
        && one.MappedExtents > 0 && one.MappedExtents == two.MappedExtents && Extents(ref one).SequenceEqual(Extents(ref two));

    private static ReadOnlySpan<Extent> Extents(ref Map map) => ((ReadOnlySpan<Extent>)map.Extents)[..(int)map.MappedExtents];

    private static bool TryRead(SafeFileHandle file, out Map map)
    {
        map = new Map { Length = ulong.MaxValue, Flags = FIEMAP_FLAG_SYNC, ExtentCount = MostExtents };
        int result;
        do
        {
            result = ioctl(file, FS_IOC_FIEMAP, ref map);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 || (LastError.Value is Errno.EOPNOTSUPP or Errno.ENOTTY ? false : throw LinuxException.FromLastError("map extents", file));
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, ref Map map);

    /// <summary><c>struct fiemap</c> of linux/fiemap.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Map
    {
        public ulong Start;
        public ulong Length;
        public uint Flags;
        public uint MappedExtents;
        public uint ExtentCount;
        public uint Reserved;
        public ExtentArray Extents;
    }

    [InlineArray(MostExtents)]
    private struct ExtentArray
    {
        private Extent _first;
    }

    /// <summary><c>struct fiemap_extent</c>: where in the file, where on the disk, and how long; in bytes. Flags are not compared by their values here.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Extent : IEquatable<Extent>
    {
        public ulong Logical;
        public ulong Physical;
        public ulong Length;
        public ulong Reserved1;
        public ulong Reserved2;
        public uint Flags;
        public uint Reserved3;
        public uint Reserved4;
        public uint Reserved5;

        public readonly bool Equals(Extent other) => Logical == other.Logical && Physical == other.Physical && Length == other.Length;

        public override readonly bool Equals(object? obj) => obj is Extent other && Equals(other);

        public override readonly int GetHashCode() => HashCode.Combine(Logical, Physical, Length);
    }
}
