using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Remembers who holds objects of the pool: an empty file <c>graphdriver/holders/NAME</c> for every layer and every staging
/// directory of ours. podman removes both without knowing of the pool; a name here whose directory is gone tells that
/// objects may be in the pool alone.
/// </summary>
internal static class ObjectHolders
{
    private const string Folder = "graphdriver/holders";
    private const uint FolderMode = 0x1C0; // 0700
    private const uint FileMode = 0x180; // 0600

    /// <summary>Notes a holder before its directory gets its name.</summary>
    public static void Add(SafeFileHandle root, string name)
    {
        MkdirAt.MakeIfMissing(root, "graphdriver", FolderMode);
        MkdirAt.MakeIfMissing(root, Folder, FolderMode);
        OpenAt.Open(root, $"{Folder}/{name}", OpenFlags.Create | OpenFlags.WriteOnly, FileMode).Dispose();
    }

    /// <summary>Forgets a holder whose objects have been released.</summary>
    public static void Remove(SafeFileHandle root, string name) => UnlinkAt.TryUnlink(root, $"{Folder}/{name}");

    /// <summary>Whether a name is that of a holder, whatever became of it.</summary>
    public static bool IsHolder(SafeFileHandle root, string name) => Statx.TryQuery(root, $"{Folder}/{name}", StatFlags.NoFollow, out _) == Errno.None;

    /// <summary>All holders.</summary>
    public static HashSet<string> Names(SafeFileHandle root) => [.. FolderNames.Read(root, Folder)];

    /// <summary>The holders of which none of the <paramref name="places"/> has a directory any more.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="places">The folders, relative to the root, that holders may lie in.</param>
    public static IReadOnlyList<string> FindLost(SafeFileHandle root, params ReadOnlySpan<string> places)
    {
        var lost = new List<string>();
        var holders = Names(root);
        var there = new HashSet<string>(holders.Count);
        foreach (var place in places)
        {
            there.UnionWith(FolderNames.Read(root, place));
        }

        foreach (var name in holders)
        {
            // One that moved from place to place while they were listed may be in neither list.
            if (!there.Contains(name) && !Exists(root, name, places))
            {
                lost.Add(name);
            }
        }

        return lost;
    }

    private static bool Exists(SafeFileHandle root, string name, ReadOnlySpan<string> places)
    {
        foreach (var place in places)
        {
            if (Statx.TryQuery(root, $"{place}/{name}", StatFlags.NoFollow, out _) == Errno.None)
            {
                return true;
            }
        }

        return false;
    }
}
