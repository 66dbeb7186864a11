using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Xattrs;

/// <summary>flistxattr(2) and listxattr(2), https://man7.org/linux/man-pages/man2/listxattr.2.html.</summary>
public static partial class ListXattr
{
    /// <summary>The names of the attributes of an open file that the caller may see, in the file system's order.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static IReadOnlyList<byte[]> List(SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[XattrBuffer.FirstSize];
        while (true)
        {
            var size = flistxattr(handle, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (size >= 0)
            {
                return Split(buffer[..(int)size]);
            }

            if (LastError.Value == Errno.EOPNOTSUPP)
            {
                return [];
            }

            buffer = XattrBuffer.Grow(buffer) ?? throw LinuxException.FromLastError("listxattr", handle);
        }
    }

    /// <summary>The names of the attributes of a file, of a symbolic link itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static IReadOnlyList<byte[]> List(SafeFileHandle dir, LinuxPath path)
    {
        using var target = new XattrTarget(dir, path);
        using var file = new NativePath(target.ProcPath, stackalloc byte[NativePath.StackSize]);
        Span<byte> buffer = stackalloc byte[XattrBuffer.FirstSize];
        while (true)
        {
            var size = listxattr(in file.Start, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (size >= 0)
            {
                return Split(buffer[..(int)size]);
            }

            if (LastError.Value == Errno.EOPNOTSUPP)
            {
                return [];
            }

            buffer = XattrBuffer.Grow(buffer) ?? throw LinuxException.FromLastError("listxattr", path);
        }
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> names)
    {
        var list = new List<byte[]>();
        while (!names.IsEmpty)
        {
            var end = names.IndexOf((byte)0);
            list.Add(names[..end].ToArray());
            names = names[(end + 1)..];
        }

        return list;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint flistxattr(SafeFileHandle fd, ref byte list, nuint size);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint listxattr(in byte path, ref byte list, nuint size);
}
