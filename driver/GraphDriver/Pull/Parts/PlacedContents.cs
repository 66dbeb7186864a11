using System.Buffers;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Contents that are objects of the layer by the time that the tar is read: the table of contents says which, and the tar's digest
/// will say whether that was true.
/// </summary>
/// <param name="toc">The table of contents.</param>
/// <param name="contents">Its contents.</param>
/// <param name="index">Gets the fs-verity digests that were not known.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class PlacedContents(TableOfContents toc, LayerContents contents, IndexRecords index, CancellationToken cancellationToken) : ILayerContents, IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TocAgreement _agreement = new(toc);
    private readonly VerityHasher _verity = new();
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private TocFile? _current;

    public void Enter(TarEntry entry) => _current = _agreement.Match(entry);

    public void Take(RegularFileNode file, TarEntry entry, TarReader reader)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entry.SparseMap is not null)
        {
            TakeSparse(file, entry, reader);
            return;
        }

        var content = contents.Of(_current!);
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        content.File.Hash.CopyTo(hash);
        file.SetObject(hash);
        if (content.Verity is null)
        {
            content.Verity = Measure(reader);
            index.AddVerity(hash, content.Verity.Value);
        }

        file.Verity = content.Verity;
    }

    public void Finish() => _agreement.Finish();

    public void Dispose()
    {
        _verity.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>The tar proves the stored bytes of a sparse file and where they belong, and so the content with its holes.</summary>
    private void TakeSparse(RegularFileNode file, TarEntry entry, TarReader reader)
    {
        using var hasher = new ObjectHasher();
        long position = 0;
        foreach (var segment in entry.SparseMap!)
        {
            hasher.AppendZeros(segment.Offset - position, cancellationToken);
            for (var left = segment.Length; left > 0;)
            {
                var count = reader.ReadPayload(_buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length)));
                hasher.Append(_buffer.AsSpan(0, count));
                left -= count;
            }

            position = segment.Offset + segment.Length;
        }

        hasher.AppendZeros(entry.Size - position, cancellationToken);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        hasher.Finish(file, path);
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        if (!file.TryGetObject(hash) || !_current!.Hash.Matches(hash))
        {
            throw new InvalidDataException($"layer entry '{EntryPath.Display(entry.Name.Span)}' has other content than the table of contents says");
        }
    }

    /// <summary>The fs-verity digest of a content that was there, from the bytes that pass anyway.</summary>
    private VerityDigest Measure(TarReader reader)
    {
        for (int count; (count = reader.ReadPayload(_buffer)) > 0;)
        {
            _verity.Append(_buffer.AsSpan(0, count));
        }

        return _verity.Finish();
    }
}
