namespace GraphDriver.Oci.Layers.Tar;

/// <summary>A run of stored bytes of a sparse file; everything between the segments and after the last reads as zeros.</summary>
/// <param name="Offset">Where it stands in the expanded file, in bytes.</param>
/// <param name="Length">Its length in bytes, more than 0.</param>
public readonly record struct SparseSegment(long Offset, long Length)
{
    public long End => Offset + Length;
}
