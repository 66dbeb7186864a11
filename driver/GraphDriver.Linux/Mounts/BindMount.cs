using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>Bind mounts by the new mount calls.</summary>
public static class BindMount
{
    /// <summary>Shows <paramref name="source"/> at <paramref name="target"/> too.</summary>
    /// <exception cref="LinuxException">A call failed; nothing is mounted then.</exception>
    public static void Mount(
        LinuxPath source,
        LinuxPath target,
        MountAttributes attributes = MountAttributes.None,
        MountPropagation propagation = MountPropagation.Unchanged,
        bool recursive = false)
    {
        using var mount = OpenTree.Clone(WorkingDirectory.Handle, source, recursive);
        if (attributes != MountAttributes.None || propagation != MountPropagation.Unchanged)
        {
            MountSetAttr.Change(mount, attributes, propagation, recursive);
        }

        MoveMount.Attach(mount, target);
    }

    /// <summary>
    /// Makes a directory a mount of its own that shares nothing with other namespaces, unless it is one already: a bind
    /// mount on itself, private. Mounts that are made below it stay there.
    /// </summary>
    /// <returns>True where the bind mount was made now.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static bool MakePrivate(string directory)
    {
        using var existing = OpenAt.Open(directory, OpenFlags.PathOnly | OpenFlags.Directory);
        if ((Statx.Query(existing).Attributes & StatAttributes.MountRoot) != 0)
        {
            MountSetAttr.Change(existing, propagation: MountPropagation.Private);
            return false;
        }

        // A bind mount joins the peers of its source's mount: it has to leave them after it is attached,
        // because attaching below a shared mount shares it again.
        Mount(directory, directory);
        using var mounted = OpenAt.Open(directory, OpenFlags.PathOnly | OpenFlags.Directory);
        MountSetAttr.Change(mounted, propagation: MountPropagation.Private);
        return true;
    }
}
