using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>mknodat(2), https://man7.org/linux/man-pages/man2/mknod.2.html.</summary>
public static partial class MknodAt
{
    /// <summary>Makes a device, fifo, socket or empty regular file; the umask applies.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Make(SafeFileHandle dir, LinuxPath path, FileType type, uint permissions, DeviceNumber device = default)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = mknodat(dir, in name.Start, (uint)type | permissions, device.Encoded);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("mknod", path);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int mknodat(SafeFileHandle dirfd, in byte path, uint mode, ulong device);
}
