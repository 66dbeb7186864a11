using System.Globalization;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>
/// Mount points for the time of one mount, on a private tmpfs of their own: other namespaces see none of them, and one
/// unmount takes them all.
/// </summary>
internal sealed class ScratchMounts : IDisposable
{
    private const uint OwnerOnly = 0x1C0;

    private readonly string _directory;
    private int _count;

    public ScratchMounts()
    {
        _directory = Directory.CreateTempSubdirectory("graphdriver-mount-").FullName;
        try
        {
            using var context = FileSystemContext.Open("tmpfs");
            context.Set("source", "graphdriver");
            using var mount = context.Mount();
            MoveMount.Attach(mount, _directory);
            MountSetAttr.Change(mount, propagation: MountPropagation.Private);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Attaches a detached mount.</summary>
    /// <returns>Where it is.</returns>
    public string Add(SafeFileHandle mount)
    {
        var path = Path.Combine(_directory, (_count++).ToString(CultureInfo.InvariantCulture));
        MkdirAt.Make(WorkingDirectory.Handle, path, OwnerOnly);
        MoveMount.Attach(mount, path);
        return path;
    }

    public void Dispose()
    {
        var errno = Umount2.TryUnmount(_directory, UnmountFlags.Detach);
        if (errno is not (Errno.None or Errno.EINVAL))
        {
            throw LinuxException.From(errno, "umount", _directory);
        }

        UnlinkAt.RemoveDirectory(WorkingDirectory.Handle, _directory);
    }
}
