using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Mounts;

/// <summary>fstatfs(2), https://man7.org/linux/man-pages/man2/statfs.2.html.</summary>
public static partial class StatFs
{
    /// <summary>The status of the file system that holds the open file.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileSystemStatus Query(SafeFileHandle handle)
    {
        StatFsBuffer buffer = default;
        int result;
        do
        {
            result = fstatfs(handle, ref buffer);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.FromLastError("statfs", handle);
        }

        return new FileSystemStatus(
            (FileSystemMagic)buffer.Type,
            buffer.BlockSize,
            (long)buffer.Blocks,
            (long)buffer.BlocksAvailable,
            (long)buffer.Files,
            (long)buffer.FilesFree);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fstatfs(SafeFileHandle fd, ref StatFsBuffer buffer);
}
