using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>mount_setattr(2), https://man7.org/linux/man-pages/man2/mount_setattr.2.html; Linux 5.12 on.</summary>
public static partial class MountSetAttr
{
    private const nint SYS_mount_setattr = 442;
    private const uint AT_EMPTY_PATH = 0x1000;
    private const uint AT_RECURSIVE = 0x8000;

    /// <summary>Changes a mount, given by a handle of its root.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Change(
        SafeFileHandle mount,
        MountAttributes set = MountAttributes.None,
        MountPropagation propagation = MountPropagation.Unchanged,
        bool recursive = false)
    {
        var change = new MountAttributeChange { Set = (ulong)set, Propagation = (ulong)propagation };
        Call(mount, recursive, in change);
    }

    /// <summary>Maps the owners that a detached mount shows by a user namespace.</summary>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.EINVAL"/> where the file system cannot do it.</exception>
    public static void MapIds(SafeFileHandle mount, SafeFileHandle userNamespace, bool recursive = false)
    {
        var added = false;
        try
        {
            userNamespace.DangerousAddRef(ref added);
            var change = new MountAttributeChange
            {
                Set = (ulong)MountAttributes.IdMapped,
                UserNamespace = (ulong)userNamespace.DangerousGetHandle(),
            };
            Call(mount, recursive, in change);
        }
        finally
        {
            if (added)
            {
                userNamespace.DangerousRelease();
            }
        }
    }

    private static void Call(SafeFileHandle mount, bool recursive, in MountAttributeChange change)
    {
        using var empty = new NativePath(""u8, stackalloc byte[1]);
        var flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
        nint result;
        do
        {
            result = syscall(
                SYS_mount_setattr, mount, in empty.Start, flags, in change, (nuint)Unsafe.SizeOf<MountAttributeChange>());
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("mount_setattr", mount);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(
        nint number, SafeFileHandle dirfd, in byte path, uint flags, in MountAttributeChange change, nuint size);
}
