using System.Runtime.InteropServices;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>move_mount(2), https://man7.org/linux/man-pages/man2/move_mount.2.html; Linux 5.2 on.</summary>
public static partial class MoveMount
{
    private const nint SYS_move_mount = 429;
    private const uint MOVE_MOUNT_F_EMPTY_PATH = 0x4;
    private const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;

    /// <summary>Attaches a detached mount at a path.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Attach(SafeFileHandle mount, LinuxPath target) => Attach(mount, WorkingDirectory.Handle, target);

    /// <summary>Attaches a detached mount at a path relative to a directory; symbolic links are not followed at its end.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Attach(SafeFileHandle mount, SafeFileHandle dir, LinuxPath target)
    {
        using var empty = new NativePath(""u8, stackalloc byte[1]);
        using var to = new NativePath(target, stackalloc byte[NativePath.StackSize]);
        const uint Flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
        nint result;
        do
        {
            result = syscall(SYS_move_mount, mount, in empty.Start, dir, in to.Start, Flags);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("mount", target);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(
        nint number, SafeFileHandle fromDir, in byte from, SafeFileHandle toDir, in byte to, uint flags);
}
