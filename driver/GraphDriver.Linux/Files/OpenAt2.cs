using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>openat2(2), https://man7.org/linux/man-pages/man2/openat2.2.html; Linux 5.6 on.</summary>
public static partial class OpenAt2
{
    private const nint SYS_openat2 = 437;

    // A rename elsewhere during a walk with ".." gives EAGAIN; the manual says to try again, within reason.
    private const int Attempts = 128;

    /// <summary>Opens a file under the limits of <paramref name="resolve"/>; it is closed on exec.</summary>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.EXDEV"/> or <see cref="Errno.ELOOP"/> where the path breaks a limit.</exception>
    public static SafeFileHandle Open(
        SafeFileHandle dir, LinuxPath path, OpenFlags flags, uint mode, ResolveFlags resolve)
    {
        var errno = TryOpen(dir, path, flags, mode, resolve, out var handle);
        return errno == Errno.None ? handle! : throw LinuxException.From(errno, "open", path);
    }

    /// <summary>As <see cref="Open"/>, but returns the error; the handle is null then.</summary>
    public static Errno TryOpen(
        SafeFileHandle dir, LinuxPath path, OpenFlags flags, uint mode, ResolveFlags resolve, out SafeFileHandle? handle)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        var how = new OpenHow { Flags = (ulong)(flags | OpenFlags.CloseOnExec), Mode = mode, Resolve = (ulong)resolve };
        handle = null;
        for (var attempt = 0; ; attempt++)
        {
            var descriptor = syscall(SYS_openat2, dir, in name.Start, in how, (nuint)Unsafe.SizeOf<OpenHow>());
            if (descriptor >= 0)
            {
                handle = OwnedHandle.Of((int)descriptor);
                return Errno.None;
            }

            if (!LastError.WasInterruption && (LastError.Value != Errno.EAGAIN || attempt >= Attempts))
            {
                return LastError.Value;
            }
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle dirfd, in byte path, in OpenHow how, nuint size);
}
