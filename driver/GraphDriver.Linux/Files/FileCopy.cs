using System.Buffers;

namespace GraphDriver.Linux.Files;

/// <summary>Copies a whole file's content by the cheapest way that works here.</summary>
public static class FileCopy
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Fills the empty <paramref name="destination"/>: shared blocks, else a copy in the kernel, else read and write.</summary>
    /// <returns>Bytes of content.</returns>
    /// <exception cref="LinuxException">A call failed; a part may have been written.</exception>
    public static long Copy(SafeFileHandle source, SafeFileHandle destination, CancellationToken cancellation = default)
    {
        if (FiClone.TryClone(source, destination))
        {
            return Statx.Query(destination).Size;
        }

        long read = 0;
        long written = 0;
        while (CopyFileRange.TryCopy(source, ref read, destination, ref written, BufferSize * 64L) is { } count)
        {
            cancellation.ThrowIfCancellationRequested();
            if (count == 0)
            {
                break;
            }
        }

        // Some file systems of the kernel's own copy nothing that way and report the end; reading settles it.
        return CopyThroughMemory(source, destination, written, cancellation);
    }

    private static long CopyThroughMemory(
        SafeFileHandle source, SafeFileHandle destination, long offset, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = ReadFile.ReadAt(source, buffer, offset)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                WriteFile.WriteAt(destination, buffer.AsSpan(0, count), offset);
                offset += count;
            }

            return offset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
