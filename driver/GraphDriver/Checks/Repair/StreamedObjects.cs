using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Checks.Repair;

/// <summary>Takes some contents out of the stream of a layer's blob, and reads no further than it has to.</summary>
/// <param name="pool">Gets them.</param>
internal sealed class StreamedObjects(SoundObjects pool)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Reads the blob until all objects were seen, or to its end.</summary>
    /// <param name="blob">The blob; not closed here.</param>
    /// <param name="wanted">The sizes of the objects by their paths; those that were found are taken out.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">It is no layer.</exception>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public void Take(Stream blob, Dictionary<string, long> wanted, CancellationToken cancellationToken)
    {
        using var tar = LayerDecompressor.Open(blob, out _);
        using var hasher = new ObjectHasher();
        var reader = new TarReader(tar);
        while (wanted.Count > 0 && reader.ReadEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Type == TarEntryType.RegularFile && wanted.ContainsValue(entry.Size))
            {
                Take(entry, reader, hasher, wanted, cancellationToken);
            }
        }
    }

    private void Take(TarEntry entry, TarReader reader, ObjectHasher hasher, Dictionary<string, long> wanted, CancellationToken cancellationToken)
    {
        var segments = entry.SparseMap?.Select(segment => new DataSegment(segment.Offset, segment.Length)).Where(segment => segment.Length > 0).ToList();
        using var file = pool.CreateNameless();
        var content = new ContentPlacement(file, segments, hasher, cancellationToken);
        var buffer = new byte[BufferSize];
        for (int count; (count = reader.ReadPayload(buffer)) > 0;)
        {
            content.Append(buffer.AsSpan(0, count));
        }

        content.Finish(entry.Size);
        var path = new byte[ObjectPath.Length];
        hasher.Finish(new RegularFileNode { Size = entry.Size }, path);
        var name = Encoding.ASCII.GetString(path);
        if (wanted.Remove(name))
        {
            pool.Publish(file, name);
        }
    }
}
