using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>openat(2), https://man7.org/linux/man-pages/man2/open.2.html.</summary>
public static partial class OpenAt
{
    /// <summary>Opens a file; it is closed on exec.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileHandle Open(SafeFileHandle dir, LinuxPath path, OpenFlags flags, uint mode = 0)
    {
        var errno = TryOpen(dir, path, flags, mode, out var handle);
        return errno == Errno.None ? handle! : throw LinuxException.From(errno, "open", path);
    }

    /// <summary>Opens a path that starts at the root or the working directory.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileHandle Open(LinuxPath path, OpenFlags flags, uint mode = 0) =>
        Open(WorkingDirectory.Handle, path, flags, mode);

    /// <summary>As <see cref="Open(SafeFileHandle, LinuxPath, OpenFlags, uint)"/>, but returns the error; the handle is null then.</summary>
    public static Errno TryOpen(
        SafeFileHandle dir, LinuxPath path, OpenFlags flags, uint mode, out SafeFileHandle? handle)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int descriptor;
        do
        {
            descriptor = openat(dir, in name.Start, flags | OpenFlags.CloseOnExec, mode);
        }
        while (descriptor < 0 && LastError.WasInterruption);
        if (descriptor < 0)
        {
            handle = null;
            return LastError.Value;
        }

        handle = OwnedHandle.Of(descriptor);
        return Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int openat(SafeFileHandle dirfd, in byte path, OpenFlags flags, uint mode);
}
