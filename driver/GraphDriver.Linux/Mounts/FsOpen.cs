using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>fsopen(2), https://man7.org/linux/man-pages/man2/fsopen.2.html; Linux 5.2 on.</summary>
internal static partial class FsOpen
{
    private const nint SYS_fsopen = 430;
    private const uint FSOPEN_CLOEXEC = 1;

    /// <returns>The error; <see cref="Errno.ENODEV"/> where the kernel has no such file system.</returns>
    public static Errno TryOpen(LinuxPath type, out SafeFileHandle? context)
    {
        using var name = new NativePath(type, stackalloc byte[NativePath.StackSize]);
        var descriptor = syscall(SYS_fsopen, in name.Start, FSOPEN_CLOEXEC);
        context = descriptor < 0 ? null : OwnedHandle.Of((int)descriptor);
        return descriptor < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, in byte type, uint flags);
}
