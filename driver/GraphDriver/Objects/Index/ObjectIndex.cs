using System.Diagnostics.CodeAnalysis;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// What is known of the pool's objects beside their names, <c>graphdriver/index</c> below the storage root: their fs-verity digests, and
/// the chunks that they hold. All of it can be computed again: what is damaged or missing costs time, never a wrong file. Safe for
/// several threads.
/// </summary>
internal sealed class ObjectIndex : IDisposable
{
    private readonly DigestTable? _verity;
    private readonly DigestTable? _chunks;

    private ObjectIndex(DigestTable? verity, DigestTable? chunks) => (_verity, _chunks) = (verity, chunks);

    /// <summary>Opens the index as it is now; what others add later is not seen.</summary>
    /// <param name="root">The storage root.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static ObjectIndex Open(SafeFileHandle root) => new(IndexTable.Verity.Open(root), IndexTable.Chunks.Open(root));

    /// <summary>The fs-verity digest of an object.</summary>
    /// <param name="sha256">The SHA-256 of its content, 32 bytes.</param>
    /// <param name="verity">The digest: SHA-256, blocks of 4096 bytes.</param>
    public bool TryFindVerity(ReadOnlySpan<byte> sha256, [NotNullWhen(true)] out VerityDigest? verity)
    {
        Span<byte> value = stackalloc byte[IndexTable.Verity.ValueLength];
        var isFound = _verity?.TryFind(sha256, value) ?? false;
        verity = isFound ? VerityDigest.FromBytes(value) : null;
        return isFound;
    }

    /// <summary>An object that holds, or held, a chunk.</summary>
    /// <param name="sha256">The SHA-256 of the chunk, 32 bytes.</param>
    /// <param name="location">Where.</param>
    public bool TryFindChunk(ReadOnlySpan<byte> sha256, out ChunkLocation location)
    {
        Span<byte> value = stackalloc byte[ChunkLocation.Size];
        var isFound = _chunks?.TryFind(sha256, value) ?? false;
        location = isFound ? ChunkLocation.Parse(value) : default;
        return isFound;
    }

    /// <summary>Adds what some layers brought, and merges what is small. Only a disk that is full or failing makes it fail, and nothing is lost by that.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="records">What to add; nothing is written where there is nothing.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Add(SafeFileHandle root, params IReadOnlyList<IndexRecords> records)
    {
        Add(root, IndexTable.Verity, [.. records.Select(one => one.Verity)], nameOffset: 0);
        Add(root, IndexTable.Chunks, [.. records.Select(one => one.Chunks)], nameOffset: RunFormat.DigestLength);
    }

    /// <summary>Makes each table one run without the records of objects that are gone; for whoever looks through the whole pool anyway.</summary>
    /// <param name="root">The storage root.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Compact(SafeFileHandle root)
    {
        Merge(root, IndexTable.Verity, nameOffset: 0, merge => merge.RunAll());
        Merge(root, IndexTable.Chunks, nameOffset: RunFormat.DigestLength, merge => merge.RunAll());
    }

    public void Dispose()
    {
        _verity?.Dispose();
        _chunks?.Dispose();
    }

    private static void Add(SafeFileHandle root, IndexTable table, IReadOnlyList<RecordBuffer> records, int nameOffset)
    {
        var filled = records.Where(buffer => buffer.Count > 0).ToList();
        if (filled.Count == 0)
        {
            return;
        }

        foreach (var more in filled.Skip(1))
        {
            filled[0].Append(more);
        }

        using (var folder = table.OpenFolder(root))
        {
            DigestTable.Add(folder, table.ValueLength, filled[0].Records);
        }

        Merge(root, table, nameOffset, merge => merge.Run());
    }

    private static void Merge(SafeFileHandle root, IndexTable table, int nameOffset, Action<TableMerge> run)
    {
        using var folder = table.OpenFolder(root);
        run(new TableMerge(folder, table.ValueLength, new LiveObjects(root, nameOffset).FilterFor));
    }
}
