using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Xattrs;

/// <summary>fsetxattr(2) and setxattr(2), https://man7.org/linux/man-pages/man2/setxattr.2.html.</summary>
public static partial class SetXattr
{
    /// <summary>Sets an attribute of an open file.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(
        SafeFileHandle handle, LinuxPath name, ReadOnlySpan<byte> value, XattrFlags flags = XattrFlags.CreateOrReplace)
    {
        var errno = TrySet(handle, name, value, flags);
        if (errno != Errno.None)
        {
            throw LinuxException.From(errno, "setxattr", handle, name.ToString());
        }
    }

    /// <summary>As <see cref="Set(SafeFileHandle, LinuxPath, ReadOnlySpan{byte}, XattrFlags)"/>, but returns the error.</summary>
    public static Errno TrySet(
        SafeFileHandle handle, LinuxPath name, ReadOnlySpan<byte> value, XattrFlags flags = XattrFlags.CreateOrReplace)
    {
        using var native = new NativePath(name, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = fsetxattr(
                handle, in native.Start, in MemoryMarshal.GetReference(value), (nuint)value.Length, flags);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : Errno.None;
    }

    /// <summary>Sets an attribute of a file, of a symbolic link itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Set(
        SafeFileHandle dir,
        LinuxPath path,
        LinuxPath name,
        ReadOnlySpan<byte> value,
        XattrFlags flags = XattrFlags.CreateOrReplace)
    {
        using var target = new XattrTarget(dir, path);
        using var file = new NativePath(target.ProcPath, stackalloc byte[NativePath.StackSize]);
        using var native = new NativePath(name, stackalloc byte[NativePath.StackSize]);
        int result;
        do
        {
            result = setxattr(
                in file.Start, in native.Start, in MemoryMarshal.GetReference(value), (nuint)value.Length, flags);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result < 0)
        {
            throw LinuxException.From(LastError.Value, "setxattr", path, name.ToString());
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int fsetxattr(SafeFileHandle fd, in byte name, in byte value, nuint size, XattrFlags flags);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int setxattr(in byte path, in byte name, in byte value, nuint size, XattrFlags flags);
}
