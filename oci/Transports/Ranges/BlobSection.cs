namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>A part of a blob.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its bytes, at least one.</param>
public readonly record struct BlobSection(long Offset, long Length)
{
    /// <summary>The byte after the last one.</summary>
    public long End => Offset + Length;
}
