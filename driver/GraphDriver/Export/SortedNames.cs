using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>The names of a directory in the order of their bytes.</summary>
internal static class SortedNames
{
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static List<byte[]> Of(SafeFileHandle directory)
    {
        var names = DirectoryReader.Read(directory).Select(entry => entry.Name).ToList();
        names.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return names;
    }
}
