using GraphDriver.Oci.Layers.ZstdChunked;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Partial;

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

    /// <summary>The chunks that are to be copied from this machine.</summary>
    public IEnumerable<TocChunk> ChunksHere()
    {
        var fetched = missing.Runs.SelectMany(run => Enumerable.Range(run.First, run.Count)).ToHashSet();
        return missing.Content.File.Chunks.Where((chunk, i) => !chunk.IsZeros && !fetched.Contains(i));
    }

    public void Dispose() => file.Dispose();
}
