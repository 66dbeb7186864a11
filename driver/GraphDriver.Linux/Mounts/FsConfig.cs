using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>fsconfig(2), https://man7.org/linux/man-pages/man2/fsconfig.2.html; Linux 5.2 on.</summary>
internal static partial class FsConfig
{
    /// <summary>The longest text that a parameter takes, in bytes without the NUL.</summary>
    public const int MaxTextLength = 255;

    private const nint SYS_fsconfig = 431;
    private const uint FSCONFIG_SET_FLAG = 0;
    private const uint FSCONFIG_SET_STRING = 1;
    private const uint FSCONFIG_SET_FD = 5;
    private const uint FSCONFIG_CMD_CREATE = 6;

    public static Errno TrySetFlag(SafeFileHandle context, LinuxPath key)
    {
        using var name = new NativePath(key, stackalloc byte[NativePath.StackSize]);
        return Result(syscall(SYS_fsconfig, context, FSCONFIG_SET_FLAG, in name.Start, in Unsafe.NullRef<byte>(), 0));
    }

    public static Errno TrySetText(SafeFileHandle context, LinuxPath key, LinuxPath value)
    {
        using var name = new NativePath(key, stackalloc byte[NativePath.StackSize]);
        using var text = new NativePath(value, stackalloc byte[NativePath.StackSize]);
        return Result(syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, in name.Start, in text.Start, 0));
    }

    public static Errno TrySetHandle(SafeFileHandle context, LinuxPath key, SafeFileHandle value)
    {
        using var name = new NativePath(key, stackalloc byte[NativePath.StackSize]);
        return Result(syscall(SYS_fsconfig, context, FSCONFIG_SET_FD, in name.Start, in Unsafe.NullRef<byte>(), value));
    }

    public static Errno TryCreate(SafeFileHandle context) =>
        Result(
            syscall(
                SYS_fsconfig, context, FSCONFIG_CMD_CREATE, in Unsafe.NullRef<byte>(), in Unsafe.NullRef<byte>(), 0));

    private static Errno Result(nint result) => result < 0 ? LastError.Value : Errno.None;

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(
        nint number, SafeFileHandle context, uint command, in byte key, in byte value, int auxiliary);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(
        nint number, SafeFileHandle context, uint command, in byte key, in byte value, SafeFileHandle auxiliary);
}
