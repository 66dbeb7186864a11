namespace GraphDriver.Oci.Layers.Tar;

/// <summary>Collects the segments of a sparse file and checks each against the one before.</summary>
internal sealed class SparseMapBuilder
{
    /// <summary>A bound on memory: 16 MiB of segments.</summary>
    public const int MaxSegments = 1 << 20;

    private readonly List<SparseSegment> _segments = [];
    private int _count;
    private long _end;
    private long _stored;

    /// <summary>Adds a segment; what is wrong with it, or null.</summary>
    public string? Add(long offset, long length)
    {
        if (++_count > MaxSegments)
        {
            return $"its sparse map has more than {MaxSegments} segments";
        }

        if (offset < 0 || length < 0 || offset > long.MaxValue - length)
        {
            return "its sparse map has a segment out of range";
        }

        if (offset < _end)
        {
            return "its sparse map has segments that overlap or are out of order";
        }

        _end = offset + length;
        _stored += length;
        if (length > 0)
        {
            _segments.Add(new SparseSegment(offset, length));
        }

        return null;
    }

    /// <summary>What does not fit between the map and the sizes of the file, or null.</summary>
    public string? Check(long size, long storedSize)
    {
        if (size < 0 || _end > size)
        {
            return "its sparse map goes beyond its size";
        }

        return _stored == storedSize ? null : $"its sparse map names {_stored} stored bytes and it has {storedSize}";
    }

    public IReadOnlyList<SparseSegment> Build() => _segments;
}
