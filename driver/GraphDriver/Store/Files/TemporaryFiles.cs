using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Store.Files;

/// <summary>
/// The files that records and big data are written as before they get their names (<see cref="StoreFolder.WriteWhole(string, ReadOnlySpan{byte}, bool)"/>), in a folder of
/// records and in those of its records' big data. podman names its own alike. Both write them under the exclusive lock of the records, so that
/// whoever holds that lock, shared or exclusive, sees what dead processes left and nothing else.
/// </summary>
internal static class TemporaryFiles
{
    /// <summary>What their names begin with. No big data has such a name: see <see cref="BigDataFolder.FileName"/>.</summary>
    public const string Prefix = ".tmp-";

    /// <summary>Their paths below the folder.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static IReadOnlyList<string> Find(StoreFolder folder)
    {
        var found = new List<string>();
        foreach (var entry in DirectoryReader.Read(folder.Handle).ToList())
        {
            if (IsTemporary(entry))
            {
                found.Add(entry.ToString());
            }
            else if (entry.Type == FileType.Directory
                && OpenAt.TryOpen(folder.Handle, entry.Name, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var own) == Errno.None)
            {
                using (own)
                {
                    found.AddRange(DirectoryReader.Read(own!).Where(IsTemporary).Select(file => $"{entry}/{file}"));
                }
            }
        }

        return found;
    }

    /// <summary>Removes them; the caller holds the exclusive lock.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static int Remove(StoreFolder folder)
    {
        var found = Find(folder);
        foreach (var path in found)
        {
            folder.RemoveFile(path);
        }

        return found.Count;
    }

    /// <summary>Whether a name in a folder of records, or of a record's big data, is one of theirs.</summary>
    public static bool IsTemporary(DirectoryEntry entry) => entry.Type == FileType.Regular && entry.ToString().StartsWith(Prefix, StringComparison.Ordinal);
}
