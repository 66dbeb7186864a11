using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>The fs-verity digest of files.</summary>
public static class FileDigest
{
    private const int BufferSize = 128 * 1024;

    /// <summary>The digest that the kernel has sealed the file with; null where it is not sealed.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static VerityDigest? Measure(SafeFileHandle file) =>
        MeasureVerity.Measure(file, out _) is { } digest ? VerityDigest.FromBytes(digest) : null;

    /// <summary>The digest of the whole content; the file's position does not matter.</summary>
    /// <param name="file">Opened for reading.</param>
    /// <param name="parameters">Those of composefs by default: SHA-256, blocks of 4 KiB, no salt.</param>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    public static VerityDigest Compute(SafeFileHandle file, VerityParameters? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var hasher = new VerityHasher(parameters ?? VerityParameters.Default);
        var buffer = new byte[BufferSize];
        long offset = 0;
        for (int count; (count = ReadFile.ReadAt(file, buffer, offset)) > 0; offset += count)
        {
            hasher.Append(buffer.AsSpan(0, count));
        }

        return hasher.Finish();
    }
}
