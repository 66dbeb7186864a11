using System.Buffers;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>mincore(2), https://man7.org/linux/man-pages/man2/mincore.2.html.</summary>
internal static partial class MinCore
{
    private const byte Resident = 1;

    // 64 MiB of pages of 4 KiB at a time: the address space is taken in windows, however long a file is.
    private const int WindowPages = 1 << 14;

    /// <summary>
    /// Counts the pages of a part of a file that are in memory. It looks at each page, so that a hole of terabytes takes a while. Whoever neither
    /// owns the file nor may write to it is told that all are.
    /// </summary>
    /// <param name="file">The file, open for reading.</param>
    /// <param name="offset">Where the part begins: a multiple of the page size.</param>
    /// <param name="length">How long it is, in bytes; it ends within the file.</param>
    /// <param name="cancellationToken">Ends the count between two windows.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static long Count(SafeFileHandle file, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var pageSize = Environment.SystemPageSize;
        var states = ArrayPool<byte>.Shared.Rent(WindowPages);
        try
        {
            var count = 0L;
            for (var remaining = length; remaining > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = Math.Min(remaining, (long)WindowPages * pageSize);
                count += CountWindow(file, offset + (length - remaining), (nuint)part, states.AsSpan(0, (int)((part + pageSize - 1) / pageSize)));
                remaining -= part;
            }

            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(states);
        }
    }

    private static int CountWindow(SafeFileHandle file, long offset, nuint length, Span<byte> states)
    {
        using var mapping = FileMapping.Map(file, offset, length);
        if (mincore(mapping, length, ref MemoryMarshal.GetReference(states)) < 0)
        {
            throw LinuxException.FromLastError("mincore", file);
        }

        var count = 0;
        foreach (var state in states)
        {
            // The other bits are reserved.
            count += state & Resident;
        }

        return count;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int mincore(FileMapping address, nuint length, ref byte states);
}
