using System.Buffers;
using System.Security.Cryptography;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>The SHA-256 of files, by which objects are named.</summary>
internal static class FileHash
{
    private const int BufferSize = 256 * 1024;

    /// <summary>The 32 bytes of the whole content's; the file's position does not matter.</summary>
    /// <param name="file">Opened for reading.</param>
    /// <exception cref="Linux.LinuxException">The file cannot be read.</exception>
    public static byte[] Compute(SafeFileHandle file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            for (int count; (count = ReadFile.ReadAt(file, buffer, offset)) > 0; offset += count)
            {
                hash.AppendData(buffer, 0, count);
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
