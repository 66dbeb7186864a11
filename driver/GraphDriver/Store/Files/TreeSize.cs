using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store.Files;

/// <summary>How many bytes the files below a folder hold, a file with several names counted once.</summary>
internal static class TreeSize
{
    // Deeper trees are counted as far as this: each level holds a folder open.
    private const int MaxDepth = 512;

    public static long Of(SafeFileHandle folder) => Of(folder, [], 0);

    private static long Of(SafeFileHandle folder, HashSet<ulong> seen, int depth)
    {
        var size = 0L;
        foreach (var entry in DirectoryReader.Read(folder))
        {
            if (entry.Type == FileType.Regular && seen.Add(entry.Ino))
            {
                size += Statx.Query(folder, entry.Name).Size;
            }
            else if (entry.Type == FileType.Directory && depth < MaxDepth)
            {
                using var inner = OpenAt.Open(folder, entry.Name, OpenFlags.Directory | OpenFlags.NoFollow);
                size += Of(inner, seen, depth + 1);
            }
        }

        return size;
    }
}
