using System.Diagnostics.CodeAnalysis;
using GraphDriver.Composefs.Verity;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// What is known of the pool's objects beside their names, <c>graphdriver/index</c> below the storage root: their fs-verity digests, and
/// the chunks that they hold. All of it can be computed again: what is damaged or missing costs time, never a wrong file.
/// </summary>
internal sealed class ObjectIndex : IDisposable
{
    private readonly SafeFileHandle _root;

    private ObjectIndex(SafeFileHandle root) => _root = root;

    /// <summary>Opens the index as it is now; what others add later is not seen.</summary>
    /// <param name="root">The storage root.</param>
    public static ObjectIndex Open(SafeFileHandle root) => new(root);

    /// <summary>The fs-verity digest of an object.</summary>
    /// <param name="sha256">The SHA-256 of its content, 32 bytes.</param>
    /// <param name="verity">The digest: SHA-256, blocks of 4096 bytes.</param>
    public bool TryFindVerity(ReadOnlySpan<byte> sha256, [NotNullWhen(true)] out VerityDigest? verity)
    {
        verity = null;
        return _root.IsInvalid;
    }

    /// <summary>An object that holds, or held, a chunk.</summary>
    /// <param name="sha256">The SHA-256 of the chunk, 32 bytes.</param>
    /// <param name="location">Where.</param>
    public bool TryFindChunk(ReadOnlySpan<byte> sha256, out ChunkLocation location)
    {
        location = default;
        return _root.IsInvalid;
    }

    /// <summary>Adds what a layer brought, and merges what is small; no failure of it matters to the layer.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="records">What to add; nothing is written where there is nothing.</param>
    public static void Add(SafeFileHandle root, IndexRecords records)
    {
    }

    public void Dispose()
    {
    }
}
