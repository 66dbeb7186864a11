using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Partial;

/// <summary>A content that has to be fetched, and where all of it lies in the blob: no bytes where it is nothing but zeros.</summary>
internal readonly record struct MissingContent(LayerContent Content, BlobSection Section)
{
    public static MissingContent Of(LayerContent content)
    {
        var (start, end) = (long.MaxValue, 0L);
        foreach (var chunk in content.File.Chunks)
        {
            if (!chunk.IsZeros)
            {
                (start, end) = (Math.Min(start, chunk.Offset), chunk.EndOffset);
            }
        }

        return new MissingContent(content, end == 0 ? default : new BlobSection(start, end - start));
    }
}
