using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>umount2(2), https://man7.org/linux/man-pages/man2/umount2.2.html.</summary>
public static partial class Umount2
{
    /// <summary>Takes the topmost mount at a path away.</summary>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.EINVAL"/> where nothing is mounted there.</exception>
    public static void Unmount(LinuxPath path, UnmountFlags flags = UnmountFlags.None)
    {
        var errno = TryUnmount(path, flags);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "umount", path);
        }
    }

    /// <summary>As <see cref="Unmount"/>, but returns the error.</summary>
    public static Errno TryUnmount(LinuxPath path, UnmountFlags flags)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = umount2(in name.Start, flags | UnmountFlags.NoFollow);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int umount2(in byte path, UnmountFlags flags);
}
