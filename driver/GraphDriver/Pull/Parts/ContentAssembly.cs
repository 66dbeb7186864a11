using System.Security.Cryptography;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Parts;

/// <summary>A content on its way that is put together of chunks: some come from the blob, in any order, others are here, the rest are holes.</summary>
/// <param name="missing">What it misses.</param>
/// <param name="file">The nameless file that it is written to; closed with this.</param>
internal sealed class ContentAssembly(MissingContent missing, SafeFileHandle file) : IDisposable
{
    private int _left = missing.Runs.Count;

    public MissingContent Missing => missing;

    public SafeFileHandle File => file;

    /// <summary>A run of chunks is written; true for the last of them.</summary>
    public bool CompleteRun() => Interlocked.Decrement(ref _left) == 0;

    /// <summary>Copies the chunks that this machine holds where they belong, proven by their digests.</summary>
    /// <exception cref="InvalidDataException">One is gone, or damaged.</exception>
    public void CopyChunks(ContentFinder finder, byte[] buffer)
    {
        var fetched = missing.Runs.SelectMany(run => Enumerable.Range(run.First, run.Count)).ToHashSet();
        var chunks = missing.Content.File.Chunks;
        for (var i = 0; i < chunks.Count; i++)
        {
            if (!chunks[i].IsZeros && !fetched.Contains(i))
            {
                Copy(finder, chunks[i], buffer);
            }
        }
    }

    public void Dispose() => file.Dispose();

    private void Copy(ContentFinder finder, in TocChunk chunk, byte[] buffer)
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        chunk.Hash.CopyTo(hash);
        if (!finder.TryFindChunk(hash, chunk.Size, out var found))
        {
            throw new InvalidDataException($"the chunk {chunk.Hash}, which was here a moment ago, is gone");
        }

        using (found)
        using (var proof = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            for (long done = 0; done < chunk.Size;)
            {
                var count = ReadFile.ReadAt(found.File, buffer.AsSpan(0, (int)Math.Min(buffer.Length, chunk.Size - done)), found.Offset + done);
                proof.AppendData(buffer, 0, count);
                WriteFile.WriteAt(file, buffer.AsSpan(0, count), chunk.ContentOffset + done);
                done += count > 0 ? count : throw new InvalidDataException($"the chunk {chunk.Hash} is cut off where it was found");
            }

            if (!chunk.Hash.Matches(proof.GetHashAndReset()))
            {
                throw new InvalidDataException($"the chunk {chunk.Hash} has other bytes where it was found");
            }
        }
    }
}
