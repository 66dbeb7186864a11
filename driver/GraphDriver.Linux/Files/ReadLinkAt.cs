using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>readlinkat(2), https://man7.org/linux/man-pages/man2/readlink.2.html.</summary>
public static partial class ReadLinkAt
{
    /// <summary>The kernel keeps no longer target than a page.</summary>
    private const int MaxTarget = 4096;

    /// <summary>The target of a symbolic link, raw.</summary>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.EINVAL"/> where it is no symbolic link.</exception>
    public static byte[] Read(SafeFileHandle dir, LinuxPath path)
    {
        var errno = TryRead(dir, path, out var target);
        return errno == Errno.None ? target : throw LinuxException.From(errno, "readlink", path);
    }

    /// <summary>As <see cref="Read"/>, but returns the error; the target is empty then.</summary>
    public static Errno TryRead(SafeFileHandle dir, LinuxPath path, out byte[] target)
    {
        using var name = new NativePath(path, stackalloc byte[NativePath.StackSize]);
        Span<byte> buffer = stackalloc byte[MaxTarget];
        nint length;
        do
        {
            length = readlinkat(dir, in name.Start, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
        }
        while (length < 0 && LastError.WasInterruption);
        var errno = length < 0 ? LastError.Value : Errno.None;
        target = length < 0 ? [] : buffer[..(int)length].ToArray();
        return errno;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint readlinkat(SafeFileHandle dirfd, in byte path, ref byte buffer, nuint size);
}
