using System.Security.Cryptography;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Writes a blob and knows its size and digest.</summary>
internal sealed class BlobWriter(Stream blob) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many bytes were written.</summary>
    public long Position { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        blob.Write(bytes);
        _hash.AppendData(bytes);
        Position += bytes.Length;
    }

    /// <summary>The digest of what was written so far.</summary>
    public Digest GetDigest() => Digest.FromSha256(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
