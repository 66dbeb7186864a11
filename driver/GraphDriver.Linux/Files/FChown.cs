using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fchown(2), https://man7.org/linux/man-pages/man2/chown.2.html.</summary>
public static partial class FChown
{
    /// <summary>Sets the owner and group of an open file. The kernel drops set-id bits and file capabilities then.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle handle, uint uid, uint gid)
    {
        int result;
        do
        {
            result = fchown(handle, uid, gid);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("chown", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fchown(SafeFileHandle fd, uint uid, uint gid);
}
