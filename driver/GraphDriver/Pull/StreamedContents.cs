using GraphDriver.Composefs.Tree;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Pull;

/// <summary>Contents that come with the tar stream itself: each is hashed, and linked from the pool or written.</summary>
/// <param name="objects">The layer's objects.</param>
/// <param name="limit">Counts the holes of sparse files.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class StreamedContents(LayerObjects objects, ExpansionLimit limit, CancellationToken cancellationToken) : ILayerContents, IDisposable
{
    private readonly ObjectWriter _writer = new(objects, cancellationToken);

    public void Enter(TarEntry entry)
    {
    }

    public void Take(RegularFileNode file, TarEntry entry, TarReader reader)
    {
        if (entry.SparseMap is null && file.Size <= FileBatch.MaximumFileSize)
        {
            reader.ReadPayload(_writer.Reserve(file, (int)file.Size));
            return;
        }

        var segments = entry.SparseMap?.Select(segment => new DataSegment(segment.Offset, segment.Length)).Where(segment => segment.Length > 0).ToList();
        var left = segments is null ? file.Size : segments.Sum(segment => segment.Length);
        limit.Count(file.Size - left);
        var work = _writer.Begin(file, segments);
        while (left > 0)
        {
            var length = (int)Math.Min(left, FileStreamWork.ChunkSize);
            var chunk = FileStreamWork.RentChunk();
            reader.ReadPayload(chunk.AsSpan(0, length));
            _writer.Append(work, chunk, length);
            left -= length;
        }

        work.Complete();
    }

    public void Finish() => _writer.Finish();

    public void Dispose() => _writer.Dispose();
}
