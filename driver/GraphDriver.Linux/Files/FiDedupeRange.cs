using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>The ioctl FIDEDUPERANGE, https://man7.org/linux/man-pages/man2/ioctl_fideduperange.2.html.</summary>
public static partial class FiDedupeRange
{
    private const nuint FIDEDUPERANGE = 0xC0189436;
    private const int FILE_DEDUPE_RANGE_DIFFERS = 1;

    /// <summary>Kernels do more than this at a time in part only.</summary>
    private const long MaximumLength = 16 * 1024 * 1024;

    /// <summary>
    /// Makes two files share the blocks of equal content. The kernel compares the bytes itself, under lock: neither file's content ever changes.
    /// </summary>
    /// <param name="source">A file open for reading.</param>
    /// <param name="destination">A file of the same file system, open for reading; the caller owns it or may act on all files.</param>
    /// <param name="length">How many bytes from the start of both; the whole length of both, or a multiple of the block size.</param>
    /// <returns>How many bytes were found equal and are shared now, from the start; null where these files cannot share blocks.</returns>
    /// <exception cref="LinuxException">The call failed for another reason.</exception>
    public static long? TryShare(SafeFileHandle source, SafeFileHandle destination, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        long done = 0;
        while (done < length)
        {
            var range = new DedupeRange
            {
                SourceOffset = (ulong)done,
                SourceLength = (ulong)Math.Min(length - done, MaximumLength),
                DestinationCount = 1,
                Destination = destination.DangerousGetHandle(),
                DestinationOffset = (ulong)done,
            };
            var errno = Call(source, ref range);
            if (errno != Errno.None)
            {
                return errno is Errno.EOPNOTSUPP or Errno.EXDEV or Errno.EINVAL or Errno.ENOTTY or Errno.ENOSYS or Errno.EPERM
                    ? done > 0 ? done : null
                    : throw LinuxException.From(errno, "share blocks", destination);
            }

            done += (long)range.BytesDone;
            if (range.Status == FILE_DEDUPE_RANGE_DIFFERS || range.BytesDone == 0)
            {
                break;
            }
        }

        GC.KeepAlive(destination);
        return done;
    }

    /// <summary>
    /// Whether the file system of a file knows of blocks that files share. It is asked to compare the file with no other, so nothing is
    /// read or written; XFS says yes also where it was made without them.
    /// </summary>
    /// <param name="file">A regular file open for reading.</param>
    public static bool IsSupported(SafeFileHandle file)
    {
        var range = default(DedupeRange);
        return Call(file, ref range) == Errno.None;
    }

    private static Errno Call(SafeFileHandle source, ref DedupeRange range)
    {
        int result;
        do
        {
            result = ioctl(source, FIDEDUPERANGE, ref range);
        }
        while (result < 0 && LastError.WasInterruption);
        return result < 0 ? LastError.Value : range.Status < 0 ? (Errno)(-range.Status) : Errno.None;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, ref DedupeRange range);

    /// <summary><c>struct file_dedupe_range</c> of linux/fs.h with one <c>file_dedupe_range_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DedupeRange
    {
        public ulong SourceOffset;
        public ulong SourceLength;
        public ushort DestinationCount;
        public ushort Reserved1;
        public uint Reserved2;
        public long Destination;
        public ulong DestinationOffset;
        public ulong BytesDone;
        public int Status;
        public uint Reserved3;
    }
}
