using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Mounts;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>
/// The regular files that hold a layer's content: the objects of a composefs layer, and the files of a layer that keeps them as they are. What
/// is removed meanwhile is passed over.
/// </summary>
internal static class ContentFiles
{
    private const OpenFlags Folder = OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow;
    private const ResolveFlags Inside = ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMountCrossing;

    /// <summary>All names; a file with several is there as often. One folder is open at a time, however deep the tree is.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static IEnumerable<ContentFile> Of(OverlayLayer layer) => layer.Diffs.SelectMany(Below);

    private static IEnumerable<ContentFile> Below(string path)
    {
        var errno = OpenAt.TryOpen(WorkingDirectory.Handle, path, Folder, 0, out var root);
        if (errno == Errno.ENOENT)
        {
            yield break;
        }

        LinuxException.ThrowIfError(errno, "open", path);
        using (root)
        {
            var pending = new Stack<byte[]>(["."u8.ToArray()]);
            while (pending.TryPop(out var inner))
            {
                using var folder = TryOpen(root!, inner);
                if (folder is null)
                {
                    continue;
                }

                var device = Statx.Query(folder).Dev;
                foreach (var entry in DirectoryReader.Read(folder))
                {
                    if (entry.Type == FileType.Directory)
                    {
                        pending.Push([.. inner, (byte)'/', .. entry.Name]);
                    }
                    else if (entry.Type == FileType.Regular)
                    {
                        yield return new ContentFile(folder, entry.Name, device, entry.Ino);
                    }
                }
            }
        }
    }

    /// <summary>Null for what is gone, for a mount of another file system, and for a path that is longer than any that a program could give.</summary>
    private static SafeFileHandle? TryOpen(SafeFileHandle root, byte[] path)
    {
        var errno = OpenAt2.TryOpen(root, path, Folder, 0, Inside, out var folder);
        return errno is Errno.None or Errno.ENOENT or Errno.ENOTDIR or Errno.EXDEV or Errno.ENAMETOOLONG or Errno.ELOOP
            ? folder
            : throw LinuxException.From(errno, "open", path);
    }
}
