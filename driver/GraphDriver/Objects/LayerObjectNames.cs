using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>The objects in a layer's <c>diff/</c>, or in a pool, by their names alone.</summary>
internal static class LayerObjectNames
{
    /// <summary>All objects, by folder, name and inode number; nothing where the folder is not there.</summary>
    /// <param name="root">Where the path begins.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static IEnumerable<(byte[] Shard, byte[] Name, ulong Inode)> Of(SafeFileHandle root, string path)
    {
        const OpenFlags Flags = OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow;
        if (OpenAt.TryOpen(root, path, Flags, 0, out var folder) != Errno.None)
        {
            yield break;
        }

        using (folder)
        {
            foreach (var shard in DirectoryReader.Read(folder!).Where(entry => entry.Name.Length == ObjectPath.ShardLength && entry.Type == FileType.Directory).ToList())
            {
                if (OpenAt.TryOpen(folder!, shard.Name, Flags, 0, out var inner) != Errno.None)
                {
                    continue; // gone meanwhile
                }

                using (inner)
                {
                    foreach (var entry in DirectoryReader.Read(inner!).Where(entry => entry.Type == FileType.Regular && ObjectPath.IsObject(shard.Name, entry.Name)).ToList())
                    {
                        yield return (shard.Name, entry.Name, entry.Ino);
                    }
                }
            }
        }
    }
}
