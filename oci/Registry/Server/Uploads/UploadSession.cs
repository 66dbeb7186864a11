using System.Buffers;
using System.Security.Cryptography;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Server.Uploads;

/// <summary>A blob that comes in one or more requests. One request works on it at a time: who has it, gives it back or ends it.</summary>
internal sealed class UploadSession : IDisposable
{
    private const int BufferSize = 256 << 10;

    private readonly IStagedBlob _staged;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _isTaken;

    public UploadSession(RepositoryName repository, IStagedBlob staged) => (Repository, _staged) = (repository, staged);

    public string Id { get; } = Guid.NewGuid().ToString();

    public RepositoryName Repository { get; }

    /// <summary>The bytes that have come so far.</summary>
    public long Size { get; private set; }

    /// <summary>Whether the disk failed in the midst of some bytes: it is of no use then.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>When it was given back last.</summary>
    public DateTimeOffset LastUse { get; set; }

    /// <summary>Takes it; false where another request has it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Gives it back.</summary>
    public void Leave() => Volatile.Write(ref _isTaken, 0);

    /// <summary>Takes bytes to their end. Those before an error of the sender's count, so that it may go on after them.</summary>
    public async Task AppendAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int count; (count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; Size += count)
            {
                IsBroken = true;
                _staged.Content.Write(buffer, 0, count);
                _sha256.AppendData(buffer, 0, count);
                IsBroken = false;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes it a blob of its repository.</summary>
    /// <exception cref="RefusalException">Its bytes have another digest.</exception>
    public void Publish(Digest digest)
    {
        var hash = digest.Algorithm == "sha256" ? _sha256.GetHashAndReset() : HashAgain(digest);
        if (!digest.Matches(hash))
        {
            throw RefusalException.InvalidDigest($"the {Size} bytes that came have the digest {digest.Algorithm}:{Convert.ToHexStringLower(hash)}");
        }

        _staged.Publish(digest);
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _staged.Dispose();
    }

    /// <summary>Which algorithm it is comes last; all but SHA-256 are rare.</summary>
    private byte[] HashAgain(Digest digest)
    {
        using var hasher = digest.CreateHasher();
        var buffer = new byte[BufferSize];
        _staged.Content.Position = 0;
        for (int count; (count = _staged.Content.Read(buffer)) > 0;)
        {
            hasher.AppendData(buffer, 0, count);
        }

        return hasher.GetHashAndReset();
    }
}
