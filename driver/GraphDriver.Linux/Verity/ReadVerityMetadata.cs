using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Verity;

/// <summary>FS_IOC_READ_VERITY_METADATA, https://docs.kernel.org/filesystems/fsverity.html; Linux 5.12 on.</summary>
public static unsafe partial class ReadVerityMetadata
{
    private const nuint FS_IOC_READ_VERITY_METADATA = 0xC0286687;

    /// <summary>Reads a part of a sealed file's metadata.</summary>
    /// <returns>Bytes read; 0 at its end.</returns>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.ENODATA"/> where the file is not sealed.</exception>
    public static int Read(SafeFileHandle handle, VerityMetadata type, long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        fixed (byte* start = buffer)
        {
            var argument = new VerityReadArgument
            {
                Type = (ulong)type,
                Offset = (ulong)offset,
                Length = (ulong)buffer.Length,
                Buffer = (ulong)start,
            };
            int result;
            do
            {
                result = ioctl(handle, FS_IOC_READ_VERITY_METADATA, in argument);
            }
            while (result < 0 && LastError.WasInterruption);
            return result >= 0 ? result : throw LinuxException.FromLastError("read fs-verity metadata", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, in VerityReadArgument argument);
}
