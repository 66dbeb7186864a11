using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Xattrs;

/// <summary>fremovexattr(2) and removexattr(2), https://man7.org/linux/man-pages/man2/removexattr.2.html.</summary>
public static partial class RemoveXattr
{
    /// <summary>Removes an attribute of an open file.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool Remove(SafeFileHandle handle, LinuxPath name)
    {
        using var native = new NativePath(name, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = fremovexattr(handle, in native.Start);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0
            || (LastError.Value == Errno.ENODATA ? false : throw LinuxException.FromLastError("removexattr", handle));
    }

    /// <summary>Removes an attribute of a file, of a symbolic link itself.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool Remove(SafeFileHandle dir, LinuxPath path, LinuxPath name)
    {
        using var target = new XattrTarget(dir, path);
        using var file = new NativePath(target.ProcPath, stackalloc byte[NativePath.StackSize]);
        using var native = new NativePath(name, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = removexattr(in file.Start, in native.Start);
        }
        while (result < 0 && LastError.WasInterruption);
        return result == 0
            || (LastError.Value == Errno.ENODATA ? false : throw LinuxException.FromLastError("removexattr", path));
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fremovexattr(SafeFileHandle fd, in byte name);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int removexattr(in byte path, in byte name);
}
