using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// One file of a layer as its table of contents describes it, checked: see <see cref="TableOfContents"/>. Names and values are bytes,
/// as they stand there; nothing is cleaned.
/// </summary>
public sealed class TocFile
{
    private readonly TocChunk[]? _chunks;
    private readonly long _offset;
    private long _endOffset;
    private readonly long _mtimeSeconds;
    private readonly uint _mtimeNanoseconds;
    private readonly bool _hasMtime;
    private readonly bool _isZeros;

    /// <param name="chunks">What <see cref="Chunks"/> gives; of one chunk only its position is kept.</param>
    /// <param name="mtime">What <see cref="Mtime"/> gives.</param>
    internal TocFile(ReadOnlySpan<TocChunk> chunks, TocTime? mtime)
    {
        (_hasMtime, _mtimeSeconds, _mtimeNanoseconds) = (mtime is not null, mtime?.Seconds ?? 0, mtime?.Nanoseconds ?? 0);
        if (chunks.Length == 1)
        {
            (_offset, _endOffset, _isZeros) = (chunks[0].Offset, chunks[0].EndOffset, chunks[0].IsZeros);
        }
        else if (!chunks.IsEmpty)
        {
            _chunks = chunks.ToArray();
        }
    }

    /// <summary>Never <see cref="TocEntryType.Chunk"/>.</summary>
    public required TocEntryType Type { get; init; }

    /// <summary>The name as the tar has it, at least one byte, none of them NUL; often with a slash at the end of a directory.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>The target of a symbolic link, or the name that a hard link links to. It says nothing of other files; a tar may have one there, and buildah's do.</summary>
    public ReadOnlyMemory<byte> LinkName { get; init; }

    /// <summary>The permission, set-id and sticky bits alone (07777).</summary>
    public uint Mode { get; init; }

    /// <summary>The size of a regular file's content in bytes; 0 of all else.</summary>
    public long Size { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>When the content last changed; null where the table does not say.</summary>
    public TocTime? Mtime => _hasMtime ? new TocTime(_mtimeSeconds, _mtimeNanoseconds) : null;

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    /// <summary>The extended attributes, in the order of their names' bytes.</summary>
    public IReadOnlyList<TarXattr> Xattrs { get; init; } = [];

    /// <summary>The SHA-256 of a regular file's content; empty of an empty file and of all that is no regular file.</summary>
    public ContentHash Hash { get; init; }

    /// <summary><see cref="Hash"/> as a digest.</summary>
    public Digest Digest => Hash.ToDigest();

    /// <summary>
    /// Where the content lies: chunks that follow each other without a gap from byte 0 to <see cref="Size"/>, each with its size, digest
    /// and the range of the blob that holds it. Empty where <see cref="Size"/> is 0.
    /// </summary>
    public TocChunkList Chunks => _chunks is not null ? new TocChunkList(_chunks)
        : Size == 0 ? default
        : new TocChunkList(new TocChunk { Offset = _offset, EndOffset = _endOffset, Size = Size, Hash = Hash, IsZeros = _isZeros });

    /// <summary>Where the table does not say where a chunk ends, it ends where the next one of the blob begins.</summary>
    internal void CompleteEnds(BlobLayout layout)
    {
        if (_offset > 0 && _endOffset == 0)
        {
            _endOffset = layout.EndOf(_offset);
        }

        foreach (ref var chunk in _chunks.AsSpan())
        {
            if (chunk.Offset > 0 && chunk.EndOffset == 0)
            {
                chunk = chunk with { EndOffset = layout.EndOf(chunk.Offset) };
            }
        }
    }
}
