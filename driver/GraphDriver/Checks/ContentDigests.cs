using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks;

/// <summary>
/// SHA-256 and fs-verity digest of files, each computed once an inode: layers and pool share theirs. They are kept of up to half a million
/// inodes, about 70 MB; what does not fit, or was changed since, is read again.
/// </summary>
internal sealed class ContentDigests
{
    private const int MostInodes = 1 << 19;
    private const int BufferSize = 256 * 1024;

    private readonly ConcurrentDictionary<(ulong Ino, long Seconds, uint Nanoseconds), (Vector256<byte> Sha256, Vector256<byte> Verity)> _known = new();
    private readonly DeviceNumber _device;
    private int _count;
    private long _bytes;

    /// <param name="root">A folder of the file system whose inodes are remembered.</param>
    public ContentDigests(SafeFileHandle root) => _device = Statx.Query(root).Dev;

    /// <summary>How many bytes were read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Both digests of a file's content.</summary>
    /// <exception cref="Linux.LinuxException">It cannot be read.</exception>
    public (Vector256<byte> Sha256, Vector256<byte> Verity) Of(SafeFileHandle file, in FileStatus status, CancellationToken cancellationToken)
    {
        // The time tells a file from one that had the inode's number before.
        var key = (status.Ino, status.CtimeSeconds, status.CtimeNanoseconds);
        if (status.Dev == _device && _known.TryGetValue(key, out var known))
        {
            return known;
        }

        var digests = Compute(file, cancellationToken);
        if (status.Dev == _device && status.Nlink > 1 && Volatile.Read(ref _count) < MostInodes && _known.TryAdd(key, digests))
        {
            Interlocked.Increment(ref _count);
        }

        return digests;
    }

    /// <summary>An fs-verity digest, of SHA-256 as blobs hold it, as it is compared here.</summary>
    public static Vector256<byte> ToVector(VerityDigest digest) => Vector256.Create<byte>(digest.ToArray());

    private (Vector256<byte> Sha256, Vector256<byte> Verity) Compute(SafeFileHandle file, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var verity = new VerityHasher();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = ReadFile.Read(file, buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                sha256.AppendData(buffer, 0, count);
                verity.Append(buffer.AsSpan(0, count));
                Interlocked.Add(ref _bytes, count);
            }

            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            sha256.GetHashAndReset(hash);
            return (Vector256.Create<byte>(hash), ToVector(verity.Finish()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
