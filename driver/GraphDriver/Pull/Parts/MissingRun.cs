using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>Chunks of one content, one after the other, that have to be fetched.</summary>
/// <param name="First">The first one's place in the content.</param>
/// <param name="Count">How many.</param>
/// <param name="Section">Where they lie in the blob.</param>
internal readonly record struct MissingRun(int First, int Count, BlobSection Section)
{
    /// <summary>The run with the next chunk, which lies behind it in the blob.</summary>
    public MissingRun With(in TocChunk chunk) => this with { Count = Count + 1, Section = Section with { Length = chunk.EndOffset - Section.Offset } };
}
