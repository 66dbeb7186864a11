using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>A content that this machine does not hold whole, and the runs of its chunks that have to be fetched.</summary>
/// <param name="Content">The content.</param>
/// <param name="Runs">In the order of the content; none where it is nothing but zeros and chunks that are here.</param>
/// <param name="HasChunksHere">Whether this machine holds some of its chunks.</param>
internal sealed record MissingContent(LayerContent Content, IReadOnlyList<MissingRun> Runs, bool HasChunksHere)
{
    /// <summary>The bytes that have to be fetched, uncompressed.</summary>
    public long Size => Runs.Sum(run => Chunks(run).Sum(chunk => chunk.Size));

    /// <summary>The chunks of a run.</summary>
    public IEnumerable<TocChunk> Chunks(MissingRun run) => Enumerable.Range(run.First, run.Count).Select(i => Content.File.Chunks[i]);

    /// <summary>Finds the runs of a content: zeros need not be fetched, nor what is here.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isHere">Whether this machine holds a chunk; not asked for zeros, nor for the only chunk of a content.</param>
    public static MissingContent Of(LayerContent content, Func<TocChunk, bool> isHere)
    {
        var chunks = content.File.Chunks;
        var (runs, hasChunksHere, next) = (new List<MissingRun>(1), false, 0);
        for (var i = 0; i < chunks.Count; i++)
        {
            var chunk = chunks[i];
            if (chunk.IsZeros)
            {
                continue;
            }

            if (chunks.Count > 1 && isHere(chunk))
            {
                hasChunksHere = true;
            }
            else if (runs.Count > 0 && next == i && chunk.Offset >= runs[^1].Section.End)
            {
                runs[^1] = runs[^1].With(chunk);
                next = i + 1;
            }
            else
            {
                runs.Add(new MissingRun(i, 1, new BlobSection(chunk.Offset, chunk.EndOffset - chunk.Offset)));
                next = i + 1;
            }
        }

        return new MissingContent(content, runs, hasChunksHere);
    }
}
