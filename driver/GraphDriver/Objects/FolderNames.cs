using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>The names of what lies in a folder of the store.</summary>
internal static class FolderNames
{
    /// <summary>Reads them; none where the folder cannot be opened, as before it is first needed.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="path">The folder, relative to the root.</param>
    /// <exception cref="LinuxException">It could not be read.</exception>
    public static IReadOnlyList<string> Read(SafeFileHandle root, string path)
    {
        if (OpenAt.TryOpen(root, path, OpenFlags.Directory | OpenFlags.ReadOnly, 0, out var folder) != Errno.None)
        {
            return [];
        }

        using (folder)
        {
            return [.. DirectoryReader.Read(folder!).Select(entry => entry.ToString())];
        }
    }
}
