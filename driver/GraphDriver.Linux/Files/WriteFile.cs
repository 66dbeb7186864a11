using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>write(2) and pwrite(2), https://man7.org/linux/man-pages/man2/write.2.html, until everything is written.</summary>
public static partial class WriteFile
{
    /// <summary>Writes all bytes at the file's position.</summary>
    /// <exception cref="LinuxException">The call failed; a part may have been written.</exception>
    public static void Write(SafeFileHandle handle, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var count = write(handle, in MemoryMarshal.GetReference(data), (nuint)data.Length);
            data = data[Written(handle, count)..];
        }
    }

    /// <summary>Writes all bytes at <paramref name="offset"/> from the start, and leaves the file's position alone.</summary>
    /// <exception cref="LinuxException">The call failed; a part may have been written.</exception>
    public static void WriteAt(SafeFileHandle handle, ReadOnlySpan<byte> data, long offset)
    {
        while (!data.IsEmpty)
        {
            var count = Written(handle, pwrite(handle, in MemoryMarshal.GetReference(data), (nuint)data.Length, offset));
            data = data[count..];
            offset += count;
        }
    }

    private static int Written(SafeFileHandle handle, nint count) =>
        count >= 0 ? (int)count : LastError.WasInterruption ? 0 : throw LinuxException.FromLastError("write", handle);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint write(SafeFileHandle fd, in byte data, nuint count);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint pwrite(SafeFileHandle fd, in byte data, nuint count, long offset);
}
