using GraphDriver.Composefs.Verity;

namespace GraphDriver.Objects.Index;

/// <summary>
/// What one layer has to add to the <see cref="ObjectIndex"/>, gathered while it is staged and written when it is committed. Safe for several threads.
/// </summary>
internal sealed class IndexRecords
{
    private readonly Lock _lock = new();

    /// <summary>What was added to the table <c>verity</c>; no other thread may add meanwhile.</summary>
    public RecordBuffer Verity { get; } = new(IndexTable.Verity);

    /// <summary>What was added to the table <c>chunks</c>; no other thread may add meanwhile.</summary>
    public RecordBuffer Chunks { get; } = new(IndexTable.Chunks);

    /// <summary>The fs-verity digest of an object that was written anew.</summary>
    /// <param name="sha256">The SHA-256 of its content, 32 bytes.</param>
    /// <param name="verity">Its fs-verity digest, SHA-256 in blocks of 4096 bytes.</param>
    public void AddVerity(ReadOnlySpan<byte> sha256, VerityDigest verity)
    {
        lock (_lock)
        {
            verity.CopyTo(Verity.Add(sha256));
        }
    }

    /// <summary>A chunk of an object; a chunk that is a whole object is found by the object's name and needs none.</summary>
    /// <param name="sha256">The SHA-256 of the chunk, 32 bytes.</param>
    /// <param name="location">Where it is.</param>
    public void AddChunk(ReadOnlySpan<byte> sha256, ChunkLocation location)
    {
        lock (_lock)
        {
            location.WriteTo(Chunks.Add(sha256));
        }
    }
}
