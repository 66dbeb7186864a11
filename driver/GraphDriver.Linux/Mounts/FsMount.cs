using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>fsmount(2), https://man7.org/linux/man-pages/man2/fsmount.2.html; Linux 5.2 on.</summary>
internal static partial class FsMount
{
    private const nint SYS_fsmount = 432;
    private const uint FSMOUNT_CLOEXEC = 1;

    /// <summary>Makes a detached mount, which goes with its last handle.</summary>
    public static Errno TryMount(SafeFileHandle context, MountAttributes attributes, out SafeFileHandle? mount)
    {
        var descriptor = syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, (uint)attributes);
        mount = descriptor < 0 ? null : OwnedHandle.Of((int)descriptor);
        return descriptor < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle context, uint flags, uint attributes);
}
