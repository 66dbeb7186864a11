using System.Security.Cryptography;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>Compresses the frames of a layer, writes them to its blob in their order, and tells whose content lies where.</summary>
internal sealed class FrameStream : IDisposable
{
    private readonly ZstdCompressors _compressors;
    private readonly ZeroFrames _zeros;
    private readonly BlobWriter _blob;
    private readonly Action<ChunkedFile> _written;
    private readonly IncrementalHash _tarHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _fileHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly OrderedWork<FrameBatch> _work;
    private readonly Stack<FrameBatch> _idle = new();

    /// <param name="compressors">What makes the frames.</param>
    /// <param name="workers">How many threads do.</param>
    /// <param name="blob">Gets them.</param>
    /// <param name="written">Is told each entry of the tar, in order, when all of its content is written.</param>
    /// <param name="cancellation">Makes <see cref="Cut(int)"/> throw.</param>
    public FrameStream(ZstdCompressors compressors, int workers, BlobWriter blob, Action<ChunkedFile> written, CancellationToken cancellation)
    {
        _compressors = compressors;
        _zeros = new ZeroFrames(compressors);
        _blob = blob;
        _written = written;
        _work = new OrderedWork<FrameBatch>(workers, cancellation) { SideBySide = Compress, InSequence = Hash, Finish = Write };
    }

    /// <summary>What takes the next bytes.</summary>
    public FrameBatch Current { get; private set; } = new();

    /// <summary>How many bytes of the tar were cut into frames.</summary>
    public long TarSize { get; private set; }

    /// <summary>Cuts a frame of headers from what was added.</summary>
    public void Cut(int length)
    {
        Current.Cut(length);
        Advance(length);
    }

    /// <summary>Cuts a chunk of a file: from what was added, or a hole that was not.</summary>
    public void Cut(int length, long zeros, ChunkedFile file, bool isFirst, bool isLast)
    {
        Current.Cut(length, zeros, file, isFirst, isLast);
        Advance(length + zeros);
    }

    /// <summary>An entry of the tar that has no content.</summary>
    public void AddEmpty(ChunkedFile file)
    {
        Current.EndFile(file);
        Advance(0);
    }

    /// <summary>Waits until all that was cut is written, and gives the digest of the tar.</summary>
    public DiffId Complete()
    {
        _work.Add(Current);
        _work.Complete();
        return new DiffId(Digest.FromSha256(_tarHash.GetCurrentHash()));
    }

    public void Dispose()
    {
        _work.Dispose();
        _tarHash.Dispose();
        _fileHash.Dispose();
    }

    private void Advance(long tarBytes)
    {
        TarSize += tarBytes;
        if (Current.IsEnough)
        {
            FrameBatch next = _idle.TryPop(out FrameBatch? idle) ? idle : new FrameBatch();
            next.Follow(Current);
            _work.Add(Current);
            Current = next;
        }
    }

    private void Compress(FrameBatch batch)
    {
        int used = 0;
        foreach (Frame frame in batch.Frames)
        {
            ReadOnlySpan<byte> bytes = batch.Bytes(frame);
            if (frame.Zeros > 0)
            {
                frame.CompressedLength = _zeros.Write(frame.Zeros, batch.ReserveOutput(used, _zeros.CompressedLength(frame.Zeros)), frame.Hash);
            }
            else
            {
                frame.CompressedLength = _compressors.Compress(bytes, batch.ReserveOutput(used, ZstdCompressors.MaxCompressedSize(bytes.Length)));
                if (frame.File is not null)
                {
                    SHA256.HashData(bytes, frame.Hash);
                }
            }

            used += frame.CompressedLength;
        }
    }

    // The digest of a file with one chunk is that of the chunk.
    private void Hash(FrameBatch batch)
    {
        foreach (Frame frame in batch.Frames)
        {
            ReadOnlySpan<byte> bytes = batch.Bytes(frame);
            bool hashesFile = frame.File is not null && !(frame.IsFirst && frame.IsLast);
            Append(_tarHash, bytes, frame.Zeros);
            if (hashesFile)
            {
                Append(_fileHash, bytes, frame.Zeros);
            }

            if (hashesFile && frame.IsLast)
            {
                frame.File!.Digest = Digest.FromSha256(_fileHash.GetHashAndReset());
            }
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes, long zeros)
    {
        hash.AppendData(bytes);
        ZeroFrames.AppendTo(hash, zeros);
    }

    private void Write(FrameBatch batch)
    {
        int used = 0;
        foreach (Frame frame in batch.Frames)
        {
            if (frame.File is { } file)
            {
                AddChunk(file, frame, _blob.Position + used);
            }

            used += frame.CompressedLength;
        }

        _blob.Write(batch.Output[..used]);
        foreach (ChunkedFile file in batch.Files)
        {
            _written(file);
        }

        _idle.Push(batch);
    }

    private static void AddChunk(ChunkedFile file, Frame frame, long offset)
    {
        Digest digest = Digest.FromSha256(frame.Hash);
        file.Add(offset, offset + frame.CompressedLength, frame.Length + frame.Zeros, digest, frame.Zeros > 0);
        if (frame.IsFirst && frame.IsLast)
        {
            file.Digest = digest;
        }
    }
}
