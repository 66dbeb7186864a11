using System.Security.Cryptography;

namespace GraphDriver.Composefs.Verity;

/// <summary>
/// Computes a file's fs-verity digest while its content streams by, in one block of memory a level of the Merkle tree
/// (https://docs.kernel.org/filesystems/fsverity.html#merkle-tree). Blocks that lie whole in what is appended are hashed in place.
/// Not safe for use by several threads.
/// </summary>
public sealed class VerityHasher : IDisposable
{
    private readonly VerityParameters _parameters;
    private readonly IncrementalHash _hash;
    private readonly byte[] _paddedSalt;
    private readonly byte[] _block;
    private readonly List<Level> _levels = [];
    private long _size;
    private int _blockUsed;

    public VerityHasher()
        : this(VerityParameters.Default)
    {
    }

    public VerityHasher(VerityParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _paddedSalt = parameters.PaddedSalt();
        _block = new byte[parameters.BlockSize];
        _hash = IncrementalHash.CreateHash(parameters.HashName);
    }

    /// <summary>The digest of a content that is all there.</summary>
    public static VerityDigest Compute(ReadOnlySpan<byte> content, VerityParameters? parameters = null)
    {
        using var hasher = new VerityHasher(parameters ?? VerityParameters.Default);
        hasher.Append(content);
        return hasher.Finish();
    }

    /// <summary>Takes the next bytes of the content, however many.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _size += data.Length;
        if (_blockUsed > 0)
        {
            var missing = Math.Min(_block.Length - _blockUsed, data.Length);
            data[..missing].CopyTo(_block.AsSpan(_blockUsed));
            _blockUsed += missing;
            data = data[missing..];
            if (_blockUsed < _block.Length)
            {
                return;
            }

            HashBlock(_block, 0);
            _blockUsed = 0;
        }

        for (; data.Length >= _block.Length; data = data[_block.Length..])
        {
            HashBlock(data[.._block.Length], 0);
        }

        data.CopyTo(_block);
        _blockUsed = data.Length;
    }

    /// <summary>The digest of all that was appended; the hasher is then as new.</summary>
    public VerityDigest Finish()
    {
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        digest = digest[.._parameters.DigestSize];
        if (_size > 0)
        {
            FinishTree(digest);
        }

        Span<byte> descriptor = stackalloc byte[VerityDescriptor.Size];
        VerityDescriptor.Write(descriptor, _parameters, _size, digest);
        _hash.AppendData(descriptor);
        _hash.GetHashAndReset(digest);
        Reset();
        return VerityDigest.FromBytes(digest);
    }

    /// <summary>Forgets what was appended.</summary>
    public void Reset()
    {
        _size = 0;
        _blockUsed = 0;
        foreach (var level in _levels)
        {
            level.Used = 0;
        }
    }

    public void Dispose() => _hash.Dispose();

    // Leaves the root hash in digest. A level that holds one hash when all blocks are in is the top.
    private void FinishTree(Span<byte> digest)
    {
        if (_blockUsed > 0)
        {
            _block.AsSpan(_blockUsed).Clear();
            HashBlock(_block, 0);
        }

        var top = 0;
        for (; _levels[top].Used > digest.Length || IsInUse(top + 1); top++)
        {
            FlushLevel(top);
        }

        _levels[top].Hashes.AsSpan(0, digest.Length).CopyTo(digest);
    }

    private bool IsInUse(int level) => level < _levels.Count && _levels[level].Used > 0;

    // Hashes a block of content (level 0) or of hashes (above) into the level of hashes over it.
    private void HashBlock(ReadOnlySpan<byte> block, int level)
    {
        if (level == _levels.Count)
        {
            _levels.Add(new Level(_parameters.BlockSize));
        }

        // A full level waits for one more hash before it is hashed itself: it may be the root's whole block.
        if (_levels[level].Used == _parameters.BlockSize)
        {
            FlushLevel(level);
        }

        var target = _levels[level];
        if (_paddedSalt.Length > 0)
        {
            _hash.AppendData(_paddedSalt);
        }

        _hash.AppendData(block);
        target.Used += _hash.GetHashAndReset(target.Hashes.AsSpan(target.Used));
    }

    private void FlushLevel(int level)
    {
        var hashes = _levels[level];
        hashes.Hashes.AsSpan(hashes.Used).Clear();
        HashBlock(hashes.Hashes, level + 1);
        hashes.Used = 0;
    }

    private sealed class Level(int blockSize)
    {
        public byte[] Hashes { get; } = new byte[blockSize];

        public int Used { get; set; }
    }
}
