using System.Security.Cryptography;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Objects;

/// <summary>
/// Computes in one pass what names and seals a content: its SHA-256 and its fs-verity digest. Not for several threads.
/// </summary>
internal sealed class ObjectHasher : IDisposable
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly IncrementalHash _content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly VerityHasher _verity = new();

    /// <summary>The next bytes of the content.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _content.AppendData(bytes);
        _verity.Append(bytes);
    }

    /// <summary>The next <paramref name="count"/> bytes of the content, all zero: a hole.</summary>
    public void AppendZeros(long count, CancellationToken cancellationToken)
    {
        for (var left = count; left > 0; left -= Zeros.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(Zeros.AsSpan(0, (int)Math.Min(left, Zeros.Length)));
        }
    }

    /// <summary>
    /// Gives both digests of what was appended to the file that it is the content of; the hasher is then ready for the next.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Gets the object's path; <see cref="ObjectPath.Length"/> bytes.</param>
    public void Finish(RegularFileNode file, Span<byte> path)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _content.GetHashAndReset(hash);
        file.SetObject(hash);
        file.Verity = _verity.Finish();
        ObjectPath.Write(hash, path);
    }

    public void Dispose()
    {
        _content.Dispose();
        _verity.Dispose();
    }
}
