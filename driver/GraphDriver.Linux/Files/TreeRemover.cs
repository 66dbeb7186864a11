using System.Globalization;

namespace GraphDriver.Linux.Files;

/// <summary>
/// Removes a directory tree as <c>rm -rf</c> does, by handles: it follows no symbolic link, enters no other mount, and
/// holds a bounded number of files open however deep the tree is.
/// </summary>
public static class TreeRemover
{
    private const int MaxDepth = 64;
    private const uint OwnerOnly = 0x1C0;

    /// <summary>Removes <paramref name="name"/> and everything below it; nothing there is no error.</summary>
    /// <exception cref="LinuxException">
    /// A call failed, or a mount is in the way (<see cref="Errno.EBUSY"/>); what was removed before stays removed.
    /// </exception>
    public static void Remove(SafeFileHandle dir, LinuxPath name)
    {
        switch (UnlinkAt.TryUnlink(dir, name))
        {
            case Errno.None or Errno.ENOENT:
                return;
            case Errno.EISDIR or Errno.EPERM when IsDirectory(dir, name):
                break;
            case var errno:
                throw LinuxException.From(errno, "unlink", name);
        }

        using (var top = OpenDirectory(dir, name))
        {
            if ((Statx.Query(top).Attributes & StatAttributes.MountRoot) != 0)
            {
                throw LinuxException.From(Errno.EBUSY, "remove", name, "it is a mount point");
            }

            var moved = 0;
            RemoveContent(top, top, 0, ref moved);
        }

        var last = UnlinkAt.TryRemoveDirectory(dir, name);
        if (last is not (Errno.None or Errno.ENOENT))
        {
            throw LinuxException.From(last, "rmdir", name);
        }
    }

    private static void RemoveContent(SafeFileHandle top, SafeFileHandle dir, int depth, ref int moved)
    {
        // Names that were moved up while the directory was read may be missed by the same pass.
        bool again;
        do
        {
            var before = moved;
            foreach (var entry in DirectoryReader.Read(dir).ToList())
            {
                RemoveEntry(top, dir, entry, depth, ref moved);
            }

            again = depth == 0 && moved != before;
        }
        while (again);
    }

    private static void RemoveEntry(SafeFileHandle top, SafeFileHandle dir, DirectoryEntry entry, int depth, ref int moved)
    {
        if (entry.Type != FileType.Directory)
        {
            Retrying(dir, entry.Name, "unlink", static (at, name) => UnlinkAt.TryUnlink(at, name));
            return;
        }

        if (depth >= MaxDepth)
        {
            MoveUp(top, dir, entry.Name, ref moved);
            return;
        }

        using (var child = OpenDirectory(dir, entry.Name))
        {
            if ((Statx.Query(child).Attributes & StatAttributes.MountRoot) != 0)
            {
                throw LinuxException.From(Errno.EBUSY, "remove", child, "it is a mount point");
            }

            RemoveContent(top, child, depth + 1, ref moved);
        }

        Retrying(dir, entry.Name, "rmdir", static (at, name) => UnlinkAt.TryRemoveDirectory(at, name));
    }

    /// <summary>Keeps the depth, and so the open files, bounded: what lies too deep is dealt with from the top.</summary>
    private static void MoveUp(SafeFileHandle top, SafeFileHandle dir, byte[] name, ref int moved)
    {
        Errno errno;
        do
        {
            var free = string.Create(CultureInfo.InvariantCulture, $".removed-{moved++}");
            errno = RenameAt.TryRename(dir, name, top, free, RenameFlags.NoReplace);
        }
        while (errno == Errno.EEXIST);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "rename", name);
        }
    }

    private static void Retrying(SafeFileHandle dir, byte[] name, string operation, Func<SafeFileHandle, byte[], Errno> call)
    {
        var errno = call(dir, name);
        if (errno == Errno.EACCES)
        {
            // Without privilege a read-only directory keeps its names until its owner may write it.
            FChmod.Set(dir, OwnerOnly);
            errno = call(dir, name);
        }

        if (errno is not (Errno.None or Errno.ENOENT))
        {
            throw LinuxException.From(errno, operation, $"{HandleName.Of(dir)}/{PathText.Escape(name)}");
        }
    }

    private static SafeFileHandle OpenDirectory(SafeFileHandle dir, LinuxPath name)
    {
        const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;
        var errno = OpenAt.TryOpen(dir, name, Flags, 0, out var handle);
        if (errno == Errno.EACCES)
        {
            FChmodAt.Set(dir, name, OwnerOnly);
            errno = OpenAt.TryOpen(dir, name, Flags, 0, out handle);
        }

        return errno == Errno.None ? handle! : throw LinuxException.From(errno, "open", name);
    }

    private static bool IsDirectory(SafeFileHandle dir, LinuxPath name) =>
        Statx.TryQuery(dir, name, StatFlags.NoFollow, out var status) == Errno.None && status.IsDirectory;
}
