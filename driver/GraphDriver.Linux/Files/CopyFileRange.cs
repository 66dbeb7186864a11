using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>copy_file_range(2), https://man7.org/linux/man-pages/man2/copy_file_range.2.html.</summary>
public static partial class CopyFileRange
{
    /// <summary>Copies bytes inside the kernel and moves both offsets on.</summary>
    /// <returns>How many were copied, 0 at the end of the source; null where these files cannot be copied so.</returns>
    /// <exception cref="LinuxException">The call failed for another reason.</exception>
    public static long? TryCopy(
        SafeFileHandle source, ref long sourceOffset, SafeFileHandle destination, ref long destinationOffset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nint result;
        do
        {
            result = copy_file_range(
                source, ref sourceOffset, destination, ref destinationOffset, (nuint)Math.Min(length, int.MaxValue), 0);
        }
        while (result < 0 && LastError.WasInterruption);
        if (result >= 0)
        {
            return result;
        }

        return LastError.Value is Errno.EXDEV or Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOSYS
            ? null
            : throw LinuxException.FromLastError("copy_file_range", destination);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint copy_file_range(
        SafeFileHandle source, ref long sourceOffset, SafeFileHandle destination, ref long destinationOffset, nuint length, uint flags);
}
