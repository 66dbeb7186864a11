using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Xattrs;

/// <summary>fgetxattr(2) and getxattr(2), https://man7.org/linux/man-pages/man2/getxattr.2.html.</summary>
public static partial class GetXattr
{
    /// <summary>The value of an attribute of an open file; null where there is none.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static byte[]? Get(SafeFileHandle handle, LinuxPath name)
    {
        using var native = new NativePath(name, stackalloc byte[NativePath.StackSize]);
        ref readonly var start = ref native.Start;
        Span<byte> buffer = stackalloc byte[XattrBuffer.FirstSize];
        while (true)
        {
            var size = fgetxattr(handle, in start, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (size >= 0)
            {
                return buffer[..(int)size].ToArray();
            }

            if (IsAbsent())
            {
                return null;
            }

            buffer = XattrBuffer.Grow(buffer) ?? throw LinuxException.FromLastError("getxattr", handle);
        }
    }

    /// <summary>The value of an attribute of a file, of a symbolic link itself; null where there is none.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static byte[]? Get(SafeFileHandle dir, LinuxPath path, LinuxPath name)
    {
        using var target = new XattrTarget(dir, path);
        using var file = new NativePath(target.ProcPath, stackalloc byte[NativePath.StackSize]);
        using var native = new NativePath(name, stackalloc byte[NativePath.StackSize]);
        Span<byte> buffer = stackalloc byte[XattrBuffer.FirstSize];
        while (true)
        {
            var size = getxattr(
                in file.Start, in native.Start, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (size >= 0)
            {
                return buffer[..(int)size].ToArray();
            }

            if (IsAbsent())
            {
                return null;
            }

            buffer = XattrBuffer.Grow(buffer) ?? throw LinuxException.FromLastError("getxattr", path);
        }
    }

    private static bool IsAbsent() => LastError.Value is Errno.ENODATA or Errno.EOPNOTSUPP;

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint fgetxattr(SafeFileHandle fd, in byte name, ref byte value, nuint size);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint getxattr(in byte path, in byte name, ref byte value, nuint size);
}
