using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>The ioctl FS_IOC_FIEMAP, https://docs.kernel.org/filesystems/fiemap.html.</summary>
public static partial class FieMap
{
    private const nuint FS_IOC_FIEMAP = 0xC020660B;
    private const uint FIEMAP_FLAG_SYNC = 1;

    /// <summary>The most extents of one file that are read: 64 GB in the smallest pieces.</summary>
    public const int MaximumExtents = 1 << 24;

    /// <summary>Whether two files lie in the same blocks, as far as their first 64 extents tell; false where the file system does not say.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool IsSame(SafeFileHandle first, SafeFileHandle second) =>
        TryRead(first, 0, FIEMAP_FLAG_SYNC, out var one) && TryRead(second, 0, FIEMAP_FLAG_SYNC, out var two)
        && one.MappedExtents > 0 && one.MappedExtents == two.MappedExtents && Extents(ref one).SequenceEqual(Extents(ref two));

    /// <summary>
    /// Adds all extents of a file to a list, in their order in the file. Nothing is flushed for it: what waits to be written has no place
    /// yet and says so.
    /// </summary>
    /// <param name="file">A file open for reading.</param>
    /// <param name="extents">Gets the extents.</param>
    /// <returns>False where the file system does not say.</returns>
    /// <exception cref="InvalidDataException">There are more than <see cref="MaximumExtents"/>.</exception>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool TryReadAll(SafeFileHandle file, IList<FileExtent> extents)
    {
        ArgumentNullException.ThrowIfNull(extents);
        var start = 0UL;
        for (var count = 0; ;)
        {
            if (!TryRead(file, start, 0, out var map))
            {
                return false;
            }

            var page = Extents(ref map);
            foreach (var extent in page)
            {
                extents.Add(extent);
            }

            count += page.Length;
            if (page.IsEmpty || page[^1].Flags.HasFlag(ExtentFlags.Last))
            {
                return true;
            }

            if (count > MaximumExtents || page[^1].Logical + page[^1].Length <= start)
            {
                throw new InvalidDataException($"'{HandleName.Of(file)}' lies in more extents than make sense");
            }

            start = page[^1].Logical + page[^1].Length;
        }
    }

    private static ReadOnlySpan<FileExtent> Extents(ref FieMapBuffer map) => ((ReadOnlySpan<FileExtent>)map.Extents)[..(int)map.MappedExtents];

    private static bool TryRead(SafeFileHandle file, ulong start, uint flags, out FieMapBuffer map)
    {
        map = new FieMapBuffer { Start = start, Length = ulong.MaxValue - start, Flags = flags, ExtentCount = FieMapBuffer.Capacity };
        int result;
        do
        {
            result = ioctl(file, FS_IOC_FIEMAP, ref map);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0 || (LastError.Value is Errno.EOPNOTSUPP or Errno.ENOTTY ? false : throw LinuxException.FromLastError("map extents", file));
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, ref FieMapBuffer map);
}
