using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>read(2) and pread(2), https://man7.org/linux/man-pages/man2/read.2.html.</summary>
public static partial class ReadFile
{
    private const int FirstBuffer = 4096;

    /// <summary>Reads some bytes at the file's position.</summary>
    /// <returns>How many; 0 at the end of the file.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Read(SafeFileHandle handle, Span<byte> buffer)
    {
        var errno = TryRead(handle, buffer, out var count);
        return errno == Errno.None ? count : throw LinuxException.From(errno, "read", handle);
    }

    /// <summary>As <see cref="Read"/>, but returns the error.</summary>
    public static Errno TryRead(SafeFileHandle handle, Span<byte> buffer, out int count)
    {
        nint result;
        do
        {
            result = read(handle, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
        }
        while (result < 0 && LastError.WasInterruption);
        count = (int)Math.Max(result, 0);
        return result < 0 ? LastError.Value : Errno.None;
    }

    /// <summary>Reads some bytes at <paramref name="offset"/> from the start, and leaves the file's position alone.</summary>
    /// <returns>How many; 0 at the end of the file.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int ReadAt(SafeFileHandle handle, Span<byte> buffer, long offset)
    {
        nint count;
        do
        {
            count = pread(handle, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length, offset);
        }
        while (count < 0 && LastError.WasInterruption);
        return count >= 0 ? (int)count : throw LinuxException.FromLastError("read", handle);
    }

    /// <summary>Everything from the file's position to its end.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="maximum">The most bytes that make sense; what is longer is refused.</param>
    /// <exception cref="InvalidDataException">There are more than <paramref name="maximum"/> bytes.</exception>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static byte[] ReadAll(SafeFileHandle handle, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        var buffer = new byte[Math.Clamp(Statx.Query(handle).Size, Math.Min(maximum, FirstBuffer), maximum)];
        Span<byte> next = stackalloc byte[1];
        for (var length = 0; ;)
        {
            if (length < buffer.Length)
            {
                var count = Read(handle, buffer.AsSpan(length));
                if (count == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                length += count;
            }
            else if (Read(handle, next) == 0)
            {
                return buffer;
            }
            else if (length == maximum)
            {
                throw new InvalidDataException($"'{HandleName.Of(handle)}' is longer than {maximum} bytes");
            }
            else
            {
                // The file has grown, or is one of those that do not tell their size.
                Array.Resize(ref buffer, (int)Math.Min(Math.Max(2L * length, FirstBuffer), maximum));
                buffer[length++] = next[0];
            }
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint read(SafeFileHandle fd, ref byte buffer, nuint count);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint pread(SafeFileHandle fd, ref byte buffer, nuint count, long offset);
}
