using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>fchmod(2), https://man7.org/linux/man-pages/man2/chmod.2.html.</summary>
public static partial class FChmod
{
    /// <summary>Sets the permission bits (07777) of an open file.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(SafeFileHandle handle, uint mode)
    {
        int result;
        do
        {
            result = fchmod(handle, mode);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("chmod", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fchmod(SafeFileHandle fd, uint mode);
}
